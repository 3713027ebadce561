package dev.cairnfs.datanode.transfer;

import com.sun.management.OperatingSystemMXBean;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.datanode.volume.StoreListener;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Throughput of pipelines and reads, DataNodes and client in one process. Not run with the tests: {@code mvn test -Pfast -pl
 * datanode-core -am -Dtest=TransferBenchmark -Dcairn.bench.mib=1024}
 */
final class TransferBenchmark {
    private static final int BLOCK_BYTES = 128 << 20;
    private static final int PACKET_BYTES = 126 * 512;
    private static final int ROUNDS = Integer.getInteger("cairn.bench.rounds", 3);

    @TempDir
    Path dir;

    private final int mebibytes = Integer.getInteger("cairn.bench.mib", 512);
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void measure() throws Exception {
        for (boolean sync :
                Boolean.getBoolean("cairn.bench.unsynced") ? new boolean[] {false} : new boolean[] {true, false}) {
            List<TransferServer> servers = new ArrayList<>();
            List<ReplicaStore> stores = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                VolumeSpec volume = new VolumeSpec(dir.resolve(sync + "-" + i), "DISK");
                StoreConfig defaults = StoreConfig.of(List.of(volume));
                ReplicaStore store = ReplicaStore.open(
                        new StoreConfig(defaults.volumes(), 0, sync, 0, defaults.diskSync(), defaults.spaceProbe()),
                        new Ignore());
                store.attach(StoreFixture.NAMESPACE);
                TransferServer server = new TransferServer(store, TransferConfig.of("127.0.0.1", 0), (b, s) -> {});
                server.start();
                stores.add(store);
                servers.add(server);
            }
            if (!Boolean.getBoolean("cairn.bench.small")) {
                run(sync, servers, stores);
            }
            small(sync, servers);
            for (int i = 0; i < 3; i++) {
                servers.get(i).close();
                stores.get(i).close();
            }
        }
    }

    private void run(boolean sync, List<TransferServer> servers, List<ReplicaStore> stores) throws Exception {
        int blocks = Math.max(1, (int) (((long) mebibytes << 20) / BLOCK_BYTES));
        long id = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int replication : Boolean.getBoolean("cairn.bench.x3") ? new int[] {3} : new int[] {1, 3}) {
                int[] ports = servers.subList(0, replication).stream()
                        .mapToInt(TransferServer::port)
                        .toArray();
                long firstId = id;
                id += blocks;
                report("write x" + replication + (sync ? " synced" : " unsynced"), blocks, () -> {
                    for (int i = 0; i < blocks; i++) {
                        write(ports, firstId + i);
                    }
                });
                if (replication == 3) {
                    report("read", blocks, () -> {
                        for (int i = 0; i < blocks; i++) {
                            read(ports[0], firstId + i);
                        }
                    });
                }
                List<Block> written = new ArrayList<>();
                for (int i = 0; i < blocks; i++) {
                    written.add(new Block(firstId + i, 1001, 0));
                }
                stores.forEach(store -> store.invalidate(written));
            }
        }
    }

    /** Blocks of 10 KiB one after another, each on a connection of its own. */
    private void small(boolean sync, List<TransferServer> servers) throws Exception {
        int[] ports = servers.stream().mapToInt(TransferServer::port).toArray();
        byte[] data = new byte[10 << 10];
        int count = 500;
        for (int round = 0; round < ROUNDS; round++) {
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                try (WireClient client = new WireClient(ports[0])) {
                    client.beginWrite(StoreFixture.block(1_000_000L + (long) round * count + i, 1001, 10 << 10), ports);
                    if (!PipelineAcks.isSuccess(client.writeAll(data, data.length))) {
                        throw new IllegalStateException("a small block failed");
                    }
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "small x3 %s %6.2f ms each, %.2f CPU ms%n",
                    sync ? "synced" : "unsynced",
                    seconds * 1e3 / count,
                    (system.getProcessCpuTime() - cpu) / 1e6 / count);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void report(String what, int blocks, Work work) throws Exception {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        double bytes = (double) blocks * BLOCK_BYTES;
        System.out.printf(
                Locale.ROOT,
                "%-20s %7.0f MB/s %6.2f CPU s/GiB%n",
                what,
                bytes / 1e6 / seconds,
                cpuSeconds / (bytes / (1 << 30)));
    }

    private static void write(int[] ports, long id) throws IOException, InterruptedException {
        ExtendedBlock block = StoreFixture.block(id, 1001, BLOCK_BYTES);
        try (SocketChannel socket =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0]))) {
            writeAll(
                    socket,
                    ByteBuffer.wrap(DataTransferFrames.encodeOp(
                            DataTransferOp.WRITE_BLOCK,
                            DataTransferMessages.writeBlock(
                                    block,
                                    "bench",
                                    WireClient.pipeline(ports),
                                    BlockConstructionStage.PIPELINE_SETUP_CREATE,
                                    DataChecksum.STANDARD))));
            InputStream in = new BufferedInputStream(socket.socket().getInputStream(), 4096);
            BlockOpResponseProto answer = DataTransferFrames.readDelimited(in, BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                throw new IOException(answer.getMessage());
            }
            long packets = (BLOCK_BYTES + PACKET_BYTES - 1) / PACKET_BYTES;
            Thread acks = new Thread(() -> readAcks(in, packets + 1));
            acks.start();
            ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES + 4096);
            ByteBuffer content = ByteBuffer.allocateDirect(PACKET_BYTES);
            for (long seqno = 0, at = 0; at < BLOCK_BYTES; seqno++) {
                int length = (int) Math.min(PACKET_BYTES, BLOCK_BYTES - at);
                content.clear().limit(length);
                content.putLong(0, seqno);
                packet.clear();
                PacketHeader.of(at, seqno, false, length, (int) DataChecksum.STANDARD.checksumLength(length), false)
                        .encode(packet);
                DataChecksum.STANDARD.compute(content.duplicate(), packet);
                packet.put(content).flip();
                writeAll(socket, packet);
                at += length;
            }
            writeAll(
                    socket,
                    ByteBuffer.wrap(PacketHeader.of(BLOCK_BYTES, packets, true, 0, 0, false)
                            .encode()));
            acks.join();
        }
    }

    private static void readAcks(InputStream in, long count) {
        try {
            for (long i = 0; i < count; i++) {
                PipelineAckProto ack = DataTransferFrames.readDelimited(in, PipelineAckProto.parser());
                if (!PipelineAcks.isSuccess(ack)) {
                    throw new IllegalStateException(ack.toString());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(int port, long id) throws IOException {
        ExtendedBlock block = StoreFixture.block(id, 1001, BLOCK_BYTES);
        try (SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            writeAll(
                    socket,
                    ByteBuffer.wrap(DataTransferFrames.encodeOp(
                            DataTransferOp.READ_BLOCK,
                            DataTransferMessages.readBlock(block, "bench", 0, BLOCK_BYTES, true))));
            DataTransferFrames.readDelimited(socket.socket().getInputStream(), BlockOpResponseProto.parser());
            ByteBuffer head = ByteBuffer.allocate(PacketHeader.LENGTHS_SIZE + 25);
            ByteBuffer body = ByteBuffer.allocateDirect(2 << 20);
            PacketHeader header;
            do {
                readAll(socket, head.clear());
                head.flip();
                int length = head.getInt();
                head.getShort();
                header = PacketHeader.decode(length, head);
                body.clear().limit(header.checksumLength() + header.dataLength());
                readAll(socket, body);
                body.flip();
                ByteBuffer sums = body.slice(0, header.checksumLength());
                body.position(header.checksumLength());
                DataChecksum.STANDARD.verify(body, sums, "bench", header.offsetInBlock());
            } while (!header.lastPacketInBlock());
            writeAll(
                    socket,
                    ByteBuffer.wrap(
                            DataTransferFrames.encodeDelimited(DataTransferMessages.readStatus(Status.CHECKSUM_OK))));
        }
    }

    private static void readAll(SocketChannel socket, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (socket.read(into) < 0) {
                throw new IOException("the server closed the connection");
            }
        }
    }

    private static void writeAll(SocketChannel socket, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    private static final class Ignore implements StoreListener {
        @Override
        public void replicaChanged(ReplicaChange change) {}

        @Override
        public void replicaCorrupt(String storageId, Block block) {}

        @Override
        public void volumeFailed(String storageId, String reason, boolean tooMany) {
            throw new IllegalStateException(reason);
        }
    }
}
