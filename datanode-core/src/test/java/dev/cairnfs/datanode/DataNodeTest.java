package dev.cairnfs.datanode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole DataNodes with a NameNode that only remembers. */
@Timeout(60)
final class DataNodeTest {
    private static final String POOL = "BP-1";

    @TempDir
    Path dir;

    private final FakeNameNode nameNode = new FakeNameNode();
    private final LinkedBlockingQueue<String> faults = new LinkedBlockingQueue<>();

    private DataNode start(String name) throws Exception {
        DataNodeConfig config = new DataNodeConfig(
                StoreConfig.of(List.of(new VolumeSpec(dir.resolve(name), "DISK"))),
                TransferConfig.of("127.0.0.1", 0),
                "127.0.0.1",
                "",
                "test");
        DataNode node = DataNode.open(config, nameNode, faults::add);
        // Heartbeats of a former life are no sign of this one.
        nameNode.events.clear();
        node.start(9864);
        nameNode.await("heartbeat " + node.identity().datanodeUuid());
        return node;
    }

    @Test
    void aReceivedBlockIsToldAtOnceCopiedAndFoundAgain() throws Exception {
        Block block = new Block(7, 1001, 100_000);
        String uuid;
        try (DataNode first = start("a");
                DataNode second = start("b")) {
            uuid = first.identity().datanodeUuid();
            write(first, block);
            nameNode.await("RECEIVED blk_7_1001 at " + uuid);
            nameNode.commands.add(DatanodeCommand.transfer(
                    List.of(block), List.of(List.of(new BlockLocation(second.id(), "/r", "", "DISK", "TEMPORARY")))));
            nameNode.commandsFor = uuid;
            nameNode.await("RECEIVED blk_7_1001 at " + second.identity().datanodeUuid());
            try (VerifiedReplicaReader reader = second.openReplica(new ExtendedBlock(POOL, block), 50_000, 10)) {
                assertThat(Objects.requireNonNull(reader.next()).remaining()).isEqualTo(10);
            }
        }
        try (DataNode again = start("a")) {
            assertThat(again.identity().datanodeUuid()).isEqualTo(uuid);
            assertThat(nameNode.reported).isEqualTo(1);
            nameNode.commands.add(DatanodeCommand.invalidate(List.of(block)));
            nameNode.await("DELETED blk_7_1001 at " + uuid);
            assertThat(again.replicaCount()).isZero();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void theNameNodeHearsOfReplicasThatAReaderFindsLost() throws Exception {
        Block gone = new Block(7, 1001, 100_000);
        Block cut = new Block(8, 1001, 100_000);
        Path directory = dir.resolve(Path.of("a/current", POOL, "current/finalized/subdir0/subdir0"));
        try (DataNode node = start("a")) {
            write(node, gone);
            write(node, cut);
            nameNode.await("RECEIVED blk_8_1001 at " + node.identity().datanodeUuid());
            Files.delete(directory.resolve("blk_7"));
            assertThat(read(node, gone)).isEqualTo(Status.ERROR);
            nameNode.await("DELETED blk_7_1001 at " + node.identity().datanodeUuid());
            Files.write(directory.resolve("blk_8"), new byte[10]);
            assertThat(read(node, cut)).isEqualTo(Status.ERROR);
            nameNode.await("bad blocks");
        }
    }

    @Test
    void aFullReportIsFollowedByWhatTheDirectoriesTell() throws Exception {
        Block block = new Block(7, 1001, 100_000);
        Path directory = dir.resolve(Path.of("a/current", POOL, "current/finalized/subdir0/subdir0"));
        try (DataNode node = start("a")) {
            write(node, block);
            nameNode.await("RECEIVED blk_7_1001 at " + node.identity().datanodeUuid());
            Files.delete(directory.resolve("blk_7"));
            nameNode.commandsFor = node.identity().datanodeUuid();
            nameNode.commands.add(DatanodeCommand.blockReport());
            nameNode.await("DELETED blk_7_1001 at " + node.identity().datanodeUuid());
        }
    }

    private static Status read(DataNode node, Block block) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.transferPort())) {
            DataTransferFrames.writeOp(
                    socket.getOutputStream(),
                    DataTransferOp.READ_BLOCK,
                    DataTransferMessages.readBlock(
                            new ExtendedBlock(POOL, block), "client", 0, block.numBytes(), true));
            return DataTransferFrames.readDelimited(socket.getInputStream(), BlockOpResponseProto.parser())
                    .getStatus();
        }
    }

    @Test
    void theNameNodeOfAnotherClusterIsFatal() throws Exception {
        start("a").close();
        nameNode.clusterId = "CID-other";
        DataNodeConfig config = new DataNodeConfig(
                StoreConfig.of(List.of(new VolumeSpec(dir.resolve("a"), "DISK"))),
                TransferConfig.of("127.0.0.1", 0),
                "127.0.0.1",
                "",
                "test");
        try (DataNode node = DataNode.open(config, nameNode, faults::add)) {
            node.start(9864);
            assertThat(faults.poll(20, TimeUnit.SECONDS)).contains("CID-other");
            assertThat(node.isRegistered()).isFalse();
        }
    }

    private static void write(DataNode node, Block block) throws IOException {
        byte[] data = new byte[(int) block.numBytes()];
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(data.length)];
        DataChecksum.STANDARD.compute(ByteBuffer.wrap(data), ByteBuffer.wrap(sums));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.transferPort())) {
            OutputStream out = socket.getOutputStream();
            DataTransferFrames.writeOp(
                    out,
                    DataTransferOp.WRITE_BLOCK,
                    DataTransferMessages.writeBlock(
                            new ExtendedBlock(POOL, block),
                            "client",
                            List.of(new BlockLocation(node.id(), "/r", "", "DISK", "RBW")),
                            BlockConstructionStage.PIPELINE_SETUP_CREATE,
                            DataChecksum.STANDARD));
            DataTransferFrames.readDelimited(socket.getInputStream(), BlockOpResponseProto.parser());
            out.write(PacketHeader.of(0, 0, false, data.length, sums.length, false)
                    .encode());
            out.write(sums);
            out.write(data);
            out.write(PacketHeader.of(data.length, 1, true, 0, 0, false).encode());
            DataTransferFrames.readDelimited(socket.getInputStream(), PipelineAckProto.parser());
            DataTransferFrames.readDelimited(socket.getInputStream(), PipelineAckProto.parser());
        }
    }

    private static final class FakeNameNode implements NameNodePort {
        final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<DatanodeCommand> commands = new LinkedBlockingQueue<>();
        volatile String commandsFor = "";
        volatile int reported;
        volatile String clusterId = "CID-1";

        /** Waits for an event; those before it are forgotten. */
        void await(String wanted) throws InterruptedException {
            String event = events.poll(20, TimeUnit.SECONDS);
            while (!wanted.equals(event)) {
                if (event == null) {
                    throw new IllegalStateException("did not come: " + wanted);
                }
                event = events.poll(20, TimeUnit.SECONDS);
            }
        }

        @Override
        public Registered register(long sequence, Registration registration) {
            return new Registered(new NamespaceInfo(1, clusterId, POOL, 0, -57), 20, 3_600_000);
        }

        @Override
        public HeartbeatAnswer heartbeat(String datanodeUuid, Heartbeat heartbeat) {
            events.add("heartbeat " + datanodeUuid);
            DatanodeCommand command = datanodeUuid.equals(commandsFor) ? commands.poll() : null;
            return new HeartbeatAnswer(command == null ? List.of() : List.of(command), false);
        }

        @Override
        public void blockReport(String datanodeUuid, long sequence, String storageId, byte[] packed)
                throws HdfsException {
            reported = BlockReportCodec.decode(packed).count();
        }

        @Override
        public void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> changes) {
            changes.forEach(change -> events.add(change.kind() + " " + change.block() + " at " + datanodeUuid));
        }

        @Override
        public void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) {
            events.add("bad blocks");
        }

        @Override
        public void reportError(String datanodeUuid, NodeError error) {
            events.add(error.kind());
        }

        @Override
        public void commitBlockSynchronization(String datanodeUuid, BlockSynchronization outcome) {
            events.add("recovered " + outcome.block().block());
        }
    }
}
