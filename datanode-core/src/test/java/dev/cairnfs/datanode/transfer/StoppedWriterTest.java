package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.datanode.volume.ReplicaWriter;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writers that end because another one is to go on with their replica. */
@Timeout(60)
final class StoppedWriterTest {
    @TempDir
    Path dir;

    private StoreFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(dir);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Replica replica(long length) {
        return new Replica(new Block(1, 1001, length), ReplicaState.RBW, 0);
    }

    private static IncomingPacket packet(long seqno, long offset, byte[] data) {
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(data.length)];
        DataChecksum.STANDARD.compute(data, 0, data.length, sums, 0);
        IncomingPacket packet =
                new IncomingPacket(PacketHeader.of(offset, seqno, false, data.length, sums.length, false));
        packet.addSums(Unpooled.wrappedBuffer(sums));
        packet.addData(Unpooled.wrappedBuffer(data));
        return packet;
    }

    @Test
    void whatWasReceivedIsWrittenBeforeTheWriterEnds() throws IOException {
        ReplicaWriter writer = fixture.store.create(
                StoreFixture.block(1, 1001, 0), ReplicaEvent.CREATE_RBW, "DISK", DataChecksum.STANDARD);
        ArrayDeque<Runnable> disk = new ArrayDeque<>();
        List<ReplicaSink.Result> results = new ArrayList<>();
        ReplicaSink sink = new ReplicaSink(
                writer, DataChecksum.STANDARD, true, ReplicaSink.Ending.FINISH, disk::add, results::add);
        writer.onRetire(sink::abort);
        byte[] data = StoreFixture.content(1, 1024);
        sink.offer(List.of(packet(0, 0, data), packet(1, 1024, data)));
        CompletableFuture<Void> stopped = fixture.store.stopWriter(1);
        assertThat(stopped).isNotDone();
        while (!disk.isEmpty()) {
            disk.remove().run();
        }
        assertThat(stopped).isCompleted();
        assertThat(fixture.store.lookUp(1)).isEqualTo(replica(2048));
        assertThat(fixture.store.stopWriter(1)).isCompleted();
        // What comes after the end is dropped.
        sink.offer(List.of(packet(2, 2048, data)));
        assertThat(disk).isEmpty();
        assertThat(results).hasSize(1);
    }

    @Test
    void aWriterThatWasAskedToEndBeforeItHadAFeederEnds() throws IOException {
        ReplicaWriter writer = fixture.store.create(
                StoreFixture.block(1, 1001, 0), ReplicaEvent.CREATE_RBW, "DISK", DataChecksum.STANDARD);
        CompletableFuture<Void> stopped = fixture.store.stopWriter(1);
        ReplicaSink sink = new ReplicaSink(
                writer, DataChecksum.STANDARD, true, ReplicaSink.Ending.FINISH, Runnable::run, result -> {});
        assertThat(stopped).isNotDone();
        writer.onRetire(sink::abort);
        assertThat(stopped).isCompleted();
    }

    @Test
    void whoComesNextIsRefusedWhenTheWriterDoesNotEndInTime() throws IOException {
        // Nobody feeds this one, and so nobody ends it.
        ReplicaWriter writer = fixture.store.create(
                StoreFixture.block(1, 1001, 0), ReplicaEvent.CREATE_RBW, "DISK", DataChecksum.STANDARD);
        try (TransferServer server = TestServers.start(
                fixture, new TransferConfig("127.0.0.1", 0, 30_000, 30_000, 10_000, 100, 50), (block, storage) -> {})) {
            try (WireClient next = new WireClient(server.port());
                    WireClient copying = new WireClient(server.port())) {
                BlockOpResponseProto refusal = recover(next, server.port());
                assertThat(refusal.getStatus()).isEqualTo(Status.ERROR);
                assertThat(refusal.getMessage()).contains("did not stop within 50 ms");
                assertThat(next.isClosedByServer()).isTrue();
                copying.send(
                        DataTransferOp.TRANSFER_BLOCK,
                        DataTransferMessages.transferBlock(
                                StoreFixture.block(1, 1001, 0), "client", WireClient.pipeline(server.port())));
                BlockOpResponseProto notCopied = copying.answer();
                assertThat(notCopied.getStatus()).isEqualTo(Status.ERROR);
                assertThat(notCopied.getMessage()).contains("did not stop within 50 ms");
            }
            assertThat(fixture.store.lookUp(1)).isEqualTo(replica(0));
            writer.abandon();
            try (WireClient again = new WireClient(server.port())) {
                assertThat(recover(again, server.port()).getStatus()).isEqualTo(Status.SUCCESS);
            }
        }
    }

    private static BlockOpResponseProto recover(WireClient client, int port) throws IOException {
        client.send(
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(
                                StoreFixture.block(1, 1001, 0),
                                "client",
                                WireClient.pipeline(port),
                                BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY,
                                DataChecksum.STANDARD)
                        .toBuilder()
                        .setLatestGenerationStamp(1005)
                        .build());
        return client.answer();
    }

    @Test
    void anOpenPipelineIsClosedAndItsReplicaStays() throws Exception {
        try (TransferServer server = TestServers.start(fixture)) {
            try (WireClient client = new WireClient(server.port())) {
                client.beginWrite(StoreFixture.block(1, 1001, 0), server.port());
                byte[] data = StoreFixture.content(1, 70_000);
                client.packet(0, 0, data, 0, data.length);
                client.ack();
                fixture.store.stopWriter(1).get(20, TimeUnit.SECONDS);
                assertThat(fixture.store.lookUp(1)).isEqualTo(replica(70_000));
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
        assertThat(fixture.store.stopWriter(2)).isCompleted();
    }
}
