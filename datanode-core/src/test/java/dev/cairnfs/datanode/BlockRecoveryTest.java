package dev.cairnfs.datanode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three DataNodes recover a block, led by one of them, as a NameNode that only remembers tells them to. */
@Timeout(60)
final class BlockRecoveryTest {
    private static final String POOL = "BP-1";
    private static final Block BLOCK = new Block(7, 1001, 0);
    private static final int LENGTH = 100_000;
    private static final int ROUND_MILLIS = 8_000;
    private static final byte[] CONTENT = new byte[LENGTH];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    Path dir;

    private final FakeNameNode nameNode = new FakeNameNode();
    private final Map<String, DataNode> nodes = new ConcurrentHashMap<>();
    private final List<Socket> writers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            start(name);
        }
    }

    private void start(String name) throws Exception {
        DataNodeConfig config = new DataNodeConfig(
                StoreConfig.of(List.of(new VolumeSpec(dir.resolve(name), "DISK"))),
                TransferConfig.of("127.0.0.1", 0),
                "127.0.0.1",
                "",
                "test",
                ROUND_MILLIS);
        DataNode node = DataNode.open(config, nameNode, reason -> nameNode.faults.add(reason));
        nodes.put(name, node);
        nameNode.heartbeats.clear();
        node.start(9864);
        String uuid = node.identity().datanodeUuid();
        String heard = nameNode.heartbeats.poll(20, TimeUnit.SECONDS);
        while (!uuid.equals(heard)) {
            assertThat(heard).isNotNull();
            heard = nameNode.heartbeats.poll(20, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket writer : writers) {
            writer.close();
        }
        for (DataNode node : nodes.values()) {
            node.close();
        }
        assertThat(nameNode.faults).isEmpty();
    }

    /** A kill leaves no mark that says how far a replica had come. */
    private void killAndStart(String name) throws Exception {
        node(name).close();
        Files.deleteIfExists(dir.resolve(name)
                .resolve("current")
                .resolve(POOL)
                .resolve("current/rbw")
                .resolve(".blk_" + BLOCK.blockId() + ".restart"));
        start(name);
    }

    @Test
    void afterAnOrderlyStopAReplicaIsAsGoodAsBefore() throws Exception {
        write(LENGTH, false, "a", "b", "c");
        node("a").close();
        start("a");
        recover("a", 1005, null, "a", "b", "c");
        assertOutcome(outcome(), 1005, LENGTH, "a", "b", "c");
    }

    private DataNode node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private List<BlockLocation> locations(String... names) {
        List<BlockLocation> locations = new ArrayList<>();
        for (String name : names) {
            locations.add(new BlockLocation(node(name).id(), "/r", "", "DISK", "RBW"));
        }
        return locations;
    }

    /** Writes through a pipeline all of which acknowledges; the writer stays, unless it closes the block. */
    private Socket write(int length, boolean close, String... names) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node(names[0]).transferPort());
        writers.add(socket);
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        DataTransferFrames.writeOp(
                out,
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(
                        new ExtendedBlock(POOL, BLOCK),
                        "client",
                        locations(names),
                        BlockConstructionStage.PIPELINE_SETUP_CREATE,
                        DataChecksum.STANDARD));
        assertThat(DataTransferFrames.readDelimited(socket.getInputStream(), BlockOpResponseProto.parser())
                        .getStatus())
                .isEqualTo(Status.SUCCESS);
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(length)];
        DataChecksum.STANDARD.compute(CONTENT, 0, length, sums, 0);
        out.write(PacketHeader.of(0, 0, false, length, sums.length, false).encode());
        out.write(sums);
        out.write(CONTENT, 0, length);
        DataTransferFrames.readDelimited(socket.getInputStream(), PipelineAckProto.parser());
        if (close) {
            out.write(PacketHeader.of(length, 1, true, 0, 0, false).encode());
            DataTransferFrames.readDelimited(socket.getInputStream(), PipelineAckProto.parser());
        }
        return socket;
    }

    private void recover(String primary, long recoveryId, @Nullable Block truncated, String... names) {
        recover(primary, new BlockRecovery(BLOCK, recoveryId, locations(names), truncated));
    }

    private void recover(String primary, BlockRecovery recovery) {
        nameNode.commandsFor(node(primary).id()).add(DatanodeCommand.recoverBlocks(List.of(recovery)));
    }

    private NameNodePort.BlockSynchronization outcome() throws InterruptedException {
        NameNodePort.BlockSynchronization outcome = nameNode.outcomes.poll(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(outcome, "the NameNode was told nothing");
    }

    private void assertOutcome(NameNodePort.BlockSynchronization outcome, long id, int length, String... names) {
        assertThat(outcome.block()).isEqualTo(new ExtendedBlock(POOL, BLOCK));
        assertThat(outcome.newGenerationStamp()).isEqualTo(id);
        assertThat(outcome.newLengthBytes()).isEqualTo(length);
        assertThat(outcome.deleteBlock()).isFalse();
        List<String> uuids = new ArrayList<>();
        List<String> storages = new ArrayList<>();
        for (String name : names) {
            uuids.add(node(name).identity().datanodeUuid());
            storages.add(node(name).storages().get(0).storageId());
        }
        assertThat(outcome.datanodeUuids()).isEqualTo(uuids);
        assertThat(outcome.storageIds()).isEqualTo(storages);
    }

    private void assertContent(Block block, String... names) throws IOException {
        for (String name : names) {
            byte[] read = new byte[(int) block.numBytes()];
            int at = 0;
            try (VerifiedReplicaReader reader =
                    node(name).openReplica(new ExtendedBlock(POOL, block), 0, block.numBytes())) {
                assertThat(reader.replica().block()).isEqualTo(block);
                for (ByteBuffer window = reader.next(); window != null; window = reader.next()) {
                    int count = window.remaining();
                    window.get(read, at, count);
                    at += count;
                }
            }
            assertThat(read).isEqualTo(java.util.Arrays.copyOf(CONTENT, read.length));
        }
    }

    @Test
    void aWriterThatIsStillThereIsStoppedAndItsBlockFinished() throws Exception {
        Socket writer = write(LENGTH, false, "a", "b", "c");
        recover("b", 1005, null, "a", "b", "c");
        assertOutcome(outcome(), 1005, LENGTH, "a", "b", "c");
        assertContent(new Block(7, 1005, LENGTH), "a", "b", "c");
        // Acks that tell of it may come before the end; then the connection is closed.
        assertThatThrownBy(() -> {
                    while (writer.getInputStream().read() >= 0) {
                        // Goes on to the end.
                    }
                    throw new IOException("the end");
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void whoeverIsDownIsLeftOut() throws Exception {
        write(LENGTH, false, "a", "b", "c");
        List<BlockLocation> all = locations("a", "b", "c");
        node("a").close();
        recover("c", new BlockRecovery(BLOCK, 1005, all, null));
        assertOutcome(outcome(), 1005, LENGTH, "b", "c");
        assertContent(new Block(7, 1005, LENGTH), "b", "c");
    }

    /** They hang, and may still send heartbeats; each takes connections and never answers. */
    @Test
    void whoeverHangsIsLeftOutAfterOneRoundHoweverManyTheyAre() throws Exception {
        write(LENGTH, false, "a", "b", "c");
        List<BlockLocation> all = new ArrayList<>(locations("a", "b", "c"));
        List<ServerSocket> hanging = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                hanging.add(socket);
                DatanodeId id = new DatanodeId("hanging-" + i, "127.0.0.1", socket.getLocalPort(), 0);
                all.add(i % 4, new BlockLocation(id, "/r", "", "DISK", "RBW"));
            }
            // One after another they would take longer than the test waits.
            recover("c", new BlockRecovery(BLOCK, 1005, all, null));
            assertOutcome(outcome(), 1005, LENGTH, "a", "b", "c");
        } finally {
            for (ServerSocket socket : hanging) {
                socket.close();
            }
        }
        assertContent(new Block(7, 1005, LENGTH), "a", "b", "c");
    }

    @Test
    void aRestartedDataNodesReplicaCountsWhenThereIsNothingElse() throws Exception {
        write(LENGTH, false, "a", "b");
        for (String name : List.of("a", "b")) {
            killAndStart(name);
        }
        recover("a", 1005, null, "a", "b");
        assertOutcome(outcome(), 1005, LENGTH, "a", "b");
        assertContent(new Block(7, 1005, LENGTH), "a", "b");
    }

    @Test
    void aRestartedDataNodesReplicaIsLeftOutBesideABetterOne() throws Exception {
        write(LENGTH, false, "a", "b", "c");
        killAndStart("a");
        recover("a", 1005, null, "a", "b", "c");
        assertOutcome(outcome(), 1005, LENGTH, "b", "c");
    }

    @Test
    void aBlockThatNobodyHasIsGivenUp() throws Exception {
        recover("a", 1005, null, "a", "b", "c");
        NameNodePort.BlockSynchronization outcome = outcome();
        assertThat(outcome.deleteBlock()).isTrue();
        assertThat(outcome.newLengthBytes()).isZero();
        assertThat(outcome.datanodeUuids()).isEmpty();
    }

    @Test
    void theNameNodeIsToldAgainWhileItStarts() throws Exception {
        write(LENGTH, true, "a", "b");
        nameNode.refusals.add(new HdfsException(ErrorCode.SAFE_MODE, "starting"));
        nameNode.refusals.add(new IOException("refused"));
        nameNode.refusals.add(new HdfsException(ErrorCode.UNREGISTERED_NODE, "who?"));
        recover("a", 1005, null, "a", "b");
        assertOutcome(outcome(), 1005, LENGTH, "a", "b");
        assertThat(nameNode.refusals).isEmpty();
        // A refusal for good is not repeated: the next outcome is that of the next recovery.
        nameNode.refusals.add(new HdfsException(ErrorCode.IO, "too late"));
        recover("a", 1006, null, "a", "b");
        recover("a", 1007, null, "a", "b");
        NameNodePort.BlockSynchronization next = outcome();
        assertThat(nameNode.outcomes).isEmpty();
        assertThat(next.newGenerationStamp()).isIn(1006L, 1007L);
    }

    @Test
    void ofTwoPrimariesTheNewerOneWins() throws Exception {
        write(LENGTH, false, "a", "b", "c");
        recover("a", 1005, null, "a", "b", "c");
        recover("b", 1006, null, "c", "b", "a");
        NameNodePort.BlockSynchronization last = outcome();
        while (last.newGenerationStamp() != 1006) {
            last = outcome();
        }
        assertOutcome(last, 1006, LENGTH, "c", "b", "a");
        assertContent(new Block(7, 1006, LENGTH), "a", "b", "c");
    }

    @Test
    void aClosedBlockIsTruncated() throws Exception {
        write(LENGTH, true, "a", "b", "c");
        recover("b", 1005, new Block(7, 1005, 77_777), "a", "b", "c");
        assertOutcome(outcome(), 1005, 77_777, "a", "b", "c");
        assertContent(new Block(7, 1005, 77_777), "a", "b", "c");
    }

    @Test
    void aTruncatedCopyLeavesTheBlock() throws Exception {
        write(LENGTH, true, "a", "b", "c");
        recover("b", 1005, new Block(8, 1005, 77_777), "a", "b", "c");
        assertOutcome(outcome(), 1005, 77_777, "a", "b", "c");
        assertContent(new Block(8, 1005, 77_777), "a", "b", "c");
        assertContent(new Block(7, 1001, LENGTH), "a", "b", "c");
    }

    private static final class FakeNameNode implements NameNodePort {
        final LinkedBlockingQueue<String> heartbeats = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<BlockSynchronization> outcomes = new LinkedBlockingQueue<>();
        final Queue<IOException> refusals = new ConcurrentLinkedQueue<>();
        final Queue<String> faults = new ConcurrentLinkedQueue<>();
        private final Map<String, Queue<DatanodeCommand>> commands = new ConcurrentHashMap<>();

        Queue<DatanodeCommand> commandsFor(DatanodeId node) {
            return commands.computeIfAbsent(node.uuid(), uuid -> new ConcurrentLinkedQueue<>());
        }

        @Override
        public Registered register(long sequence, Registration registration) {
            return new Registered(new NamespaceInfo(1, "CID-1", POOL, 0, -57), 20, 3_600_000);
        }

        @Override
        public HeartbeatAnswer heartbeat(String datanodeUuid, Heartbeat heartbeat) {
            heartbeats.add(datanodeUuid);
            Queue<DatanodeCommand> waiting = commands.get(datanodeUuid);
            DatanodeCommand command = waiting == null ? null : waiting.poll();
            return new HeartbeatAnswer(command == null ? List.of() : List.of(command), false);
        }

        @Override
        public void commitBlockSynchronization(String datanodeUuid, BlockSynchronization outcome) throws IOException {
            IOException refusal = refusals.poll();
            if (refusal != null) {
                throw refusal;
            }
            outcomes.add(outcome);
        }

        @Override
        public void blockReport(String datanodeUuid, long sequence, String storageId, byte[] packed) {}

        @Override
        public void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> changes) {}

        @Override
        public void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) {}

        @Override
        public void reportError(String datanodeUuid, NodeError error) {
            faults.add(error.message());
        }
    }
}
