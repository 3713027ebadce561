package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a transfer port does when more is asked of it than it can do. */
@Timeout(60)
final class OverloadTest {
    private static final int PACKET = 65_024;
    // More than the sockets' own buffers take.
    private static final int MUCH = 24 << 20;

    @TempDir
    Path dir;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void stop() throws Exception {
        held.countDown();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private StoreFixture store(String name) throws IOException {
        StoreFixture store = new StoreFixture(dir.resolve(name));
        opened.add(store);
        return store;
    }

    private TransferServer server(
            StoreFixture store, int connectionsMax, DiskExecutor disk, TransferContext.Resolver names)
            throws IOException {
        TransferServer server = new TransferServer(
                store.store,
                new TransferConfig("127.0.0.1", 0, 30_000, 30_000, 5_000, connectionsMax, 60_000),
                (block, storage) -> {},
                disk,
                names);
        opened.add(server);
        server.start();
        return server;
    }

    private static ExtendedBlock block(long id) {
        return StoreFixture.block(id, 1001, 0);
    }

    @Test
    void aConnectionTooManyIsToldSo() throws IOException {
        StoreFixture store = store("dn");
        store.put(1, 100);
        TransferServer server = server(store, 1, new DiskExecutor(2, 10), InetSocketAddress::new);
        try (WireClient first = new WireClient(server.port())) {
            assertThat(first.read(block(1), 0, 100)).hasSize(100);
            try (WireClient second = new WireClient(server.port())) {
                assertThatThrownBy(() -> second.read(block(1), 0, 100))
                        .hasMessage("ERROR Xceiver count 2 exceeds the limit of concurrent xceivers: 1");
                assertThat(second.isClosedByServer()).isTrue();
            }
            assertThat(first.read(block(1), 0, 100)).hasSize(100);
        }
    }

    @Test
    void operationsAreRefusedWhileTooManyWaitForTheDisks() throws Exception {
        StoreFixture store = store("dn");
        store.put(1, 100);
        DiskExecutor disk = new DiskExecutor(1, 1);
        TransferServer server = server(store, 100, disk, InetSocketAddress::new);
        CountDownLatch running = new CountDownLatch(1);
        disk.execute(() -> {
            running.countDown();
            awaitQuietly(held);
        });
        running.await();
        try (WireClient waiting = new WireClient(server.port());
                WireClient refused = new WireClient(server.port())) {
            CountDownLatch drained = new CountDownLatch(1);
            disk.execute(drained::countDown);
            assertThatThrownBy(() -> refused.read(block(1), 0, 100))
                    .hasMessageStartingWith("ERROR Too many operations wait for the disks");
            BlockOpResponseProto answer = refused.beginWrite(block(2), server.port());
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getMessage()).startsWith("Too many operations wait for the disks");
            held.countDown();
            drained.await();
            assertThat(waiting.read(block(1), 0, 100)).hasSize(100);
        }
    }

    @Test
    void aWriterThatWaitsForAcksIsNotSilent() throws Exception {
        StoreFixture store = store("dn");
        DiskExecutor disk = new DiskExecutor(1, 10);
        TransferServer server = new TransferServer(
                store.store,
                new TransferConfig("127.0.0.1", 0, 200, 30_000, 5_000, 100, 60_000),
                (block, storage) -> {},
                disk,
                InetSocketAddress::new);
        opened.add(server);
        server.start();
        try (WireClient client = new WireClient(server.port())) {
            assertThat(client.beginWrite(block(1), server.port()).getStatus()).isEqualTo(Status.SUCCESS);
            disk.execute(() -> awaitQuietly(held));
            client.packet(0, 0, new byte[1024], 0, 1024);
            client.socket.setSoTimeout(1_000);
            assertThatThrownBy(client::ack).isInstanceOf(SocketTimeoutException.class);
            held.countDown();
            client.socket.setSoTimeout(20_000);
            assertThat(client.ack().getSeqno()).isZero();
            // Nothing is owed to it any more.
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aCopyIsReadNoFurtherWhileTheNextNodesNameIsBeingResolved() throws Exception {
        StoreFixture mirrorStore = store("mirror");
        TransferServer mirror = server(mirrorStore, 100, new DiskExecutor(2, 10), InetSocketAddress::new);
        StoreFixture store = store("dn");
        TransferServer server = server(store, 100, new DiskExecutor(2, 10), (host, port) -> {
            awaitQuietly(held);
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        });
        byte[] data = StoreFixture.content(1, MUCH);
        try (WireClient client = new WireClient(server.port())) {
            CompletableFuture<Void> sent = sendCopy(client, data, mirror.port());
            assertThatThrownBy(() -> sent.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            held.countDown();
            sent.get(20, TimeUnit.SECONDS);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(store.nextChange().block()).isEqualTo(new Block(1, 1001, MUCH));
        assertThat(mirrorStore.nextChange().block()).isEqualTo(new Block(1, 1001, MUCH));
    }

    @Test
    void aCopyIsStoredThoughTheNextNodesNameIsUnknown() throws Exception {
        StoreFixture store = store("dn");
        TransferServer server = server(
                store, 100, new DiskExecutor(2, 10), (host, port) -> InetSocketAddress.createUnresolved(host, port));
        try (WireClient client = new WireClient(server.port())) {
            sendCopy(client, StoreFixture.content(1, MUCH), 1).get(20, TimeUnit.SECONDS);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(store.nextChange().block()).isEqualTo(new Block(1, 1001, MUCH));
    }

    /** Sends as HDFS's DataNodes copy: without a client's name, and without waiting for anything. */
    private static CompletableFuture<Void> sendCopy(WireClient client, byte[] data, int mirrorPort) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.sendWriteTo(
                        block(1), "", BlockConstructionStage.PIPELINE_SETUP_CREATE, "mirror.example", mirrorPort);
                int seqno = 0;
                for (int at = 0; at < data.length; at += PACKET) {
                    client.packet(seqno++, at, data, at, Math.min(PACKET, data.length - at));
                }
                client.lastPacket(seqno, data.length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
