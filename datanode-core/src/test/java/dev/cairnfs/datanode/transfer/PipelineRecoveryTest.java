package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.checksum.ChecksumType;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stages of a write that go on with replicas that are there, over the wire and through a pipeline of three. */
@Timeout(120)
final class PipelineRecoveryTest {
    private static final int NODES = 3;
    private static final long OLD = 1001;

    @TempDir
    Path dir;

    private final byte[] data = StoreFixture.content(1, 200_000);
    private final List<StoreFixture> stores = new ArrayList<>();
    private final List<TransferServer> servers = new ArrayList<>();
    private final int[] ports = new int[NODES];

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NODES; i++) {
            StoreFixture store = new StoreFixture(dir.resolve("dn" + i));
            TransferServer server = TestServers.start(store);
            stores.add(store);
            servers.add(server);
            ports[i] = server.port();
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (TransferServer server : servers) {
            server.close();
        }
        for (StoreFixture store : stores) {
            store.close();
        }
    }

    private static ExtendedBlock block(long stamp) {
        return StoreFixture.block(1, stamp, 1 << 20);
    }

    /** Begins an operation over these nodes and answers what the first of them says. */
    private static BlockOpResponseProto setUp(
            WireClient client, BlockConstructionStage stage, long newStamp, long min, long max, int... nodes)
            throws IOException {
        client.send(
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(
                                block(OLD), "client", WireClient.pipeline(nodes), stage, DataChecksum.STANDARD)
                        .toBuilder()
                        .setLatestGenerationStamp(newStamp)
                        .setMinBytesRcvd(min)
                        .setMaxBytesRcvd(max)
                        .build());
        return client.answer();
    }

    private void send(WireClient client, long seqno, int from, int to) throws IOException {
        client.packet(seqno, from, data, from, to - from);
    }

    private static void assertAcknowledged(WireClient client, long seqno) throws IOException {
        PipelineAckProto ack = client.ack();
        assertThat(ack.getSeqno()).isEqualTo(seqno);
        assertThat(PipelineAcks.isSuccess(ack)).isTrue();
    }

    private Replica replica(int node) {
        return Objects.requireNonNull(stores.get(node).store.lookUp(1));
    }

    private void assertReplica(int node, ReplicaState state, long stamp, long length) {
        assertThat(replica(node)).isEqualTo(new Replica(new Block(1, stamp, length), state, 0));
    }

    private void assertContent(int node, long stamp, int length) throws IOException {
        try (WireClient client = new WireClient(ports[node])) {
            assertThat(client.read(StoreFixture.block(1, stamp, length), 0, length))
                    .isEqualTo(Arrays.copyOf(data, length));
        }
    }

    /** Packets of the first 100,000 bytes through all nodes, acknowledged, with the connection left open. */
    private WireClient beginBlock() throws IOException {
        WireClient client = new WireClient(ports[0]);
        client.beginWrite(block(OLD), ports);
        send(client, 0, 0, 51_200);
        send(client, 1, 51_200, 100_000);
        assertAcknowledged(client, 0);
        assertAcknowledged(client, 1);
        return client;
    }

    @Test
    void aPipelineLosesANodeAndGetsAnotherOne() throws Exception {
        // The first two nodes write; the third is to take the place of the second.
        try (WireClient old = new WireClient(ports[0]);
                WireClient copying = new WireClient(ports[0]);
                WireClient client = new WireClient(ports[0])) {
            old.beginWrite(block(OLD), ports[0], ports[1]);
            send(old, 0, 0, 100_000);
            assertAcknowledged(old, 0);
            servers.get(1).close();
            copying.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block(OLD), "client", WireClient.pipeline(ports[2])));
            assertThat(copying.answer().getStatus()).isEqualTo(Status.SUCCESS);
            assertReplica(2, ReplicaState.RBW, OLD, 100_000);
            BlockOpResponseProto answer = setUp(
                    client,
                    BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY,
                    1005,
                    100_000,
                    100_000,
                    ports[0],
                    ports[2]);
            assertThat(answer.getStatus()).isEqualTo(Status.SUCCESS);
            send(client, 1, 99_840, 200_000);
            client.lastPacket(2, 200_000);
            assertAcknowledged(client, 1);
            assertAcknowledged(client, 2);
        }
        for (int node : new int[] {0, 2}) {
            assertReplica(node, ReplicaState.FINALIZED, 1005, 200_000);
            assertContent(node, 1005, 200_000);
        }
    }

    @Test
    void aFormerWriterIsStoppedOnAllNodes() throws IOException {
        try (WireClient old = beginBlock();
                WireClient client = new WireClient(ports[0])) {
            setUp(client, BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY, 1005, 100_000, 100_000, ports);
            assertThat(old.isClosedByServer()).isTrue();
            send(client, 2, 99_840, 150_000);
            assertAcknowledged(client, 2);
            for (int node = 0; node < NODES; node++) {
                assertThat(stores.get(node).store.visibleLength(block(1005))).isEqualTo(150_000);
            }
        }
    }

    @Test
    void whoComesLateChangesNothingAndStopsNobody() throws IOException {
        try (WireClient current = beginBlock()) {
            for (long[] wrong : new long[][] {{1000, 100_000, 100_000}}) {
                try (WireClient late = new WireClient(ports[0])) {
                    BlockOpResponseProto answer = setUp(
                            late,
                            BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY,
                            wrong[0],
                            wrong[1],
                            wrong[2],
                            ports);
                    assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
                    assertThat(answer.getMessage()).contains("unexpected generation stamp");
                    assertThat(answer.getFirstBadLink()).isEmpty();
                }
            }
            try (WireClient late = new WireClient(ports[0])) {
                BlockOpResponseProto answer =
                        setUp(late, BlockConstructionStage.PIPELINE_SETUP_APPEND, 1005, 100_000, 0, ports);
                assertThat(answer.getMessage()).contains("Cannot append to an unfinalized replica");
            }
            send(current, 2, 99_840, 120_000);
            assertAcknowledged(current, 2);
        }
    }

    @Test
    void anAppendBeginsInsideAChunk() throws IOException {
        for (StoreFixture store : stores) {
            store.put(1, 700);
        }
        try (WireClient client = new WireClient(ports[0])) {
            BlockOpResponseProto answer =
                    setUp(client, BlockConstructionStage.PIPELINE_SETUP_APPEND, 1005, 700, 700, ports);
            assertThat(answer.getStatus()).isEqualTo(Status.SUCCESS);
            send(client, 0, 700, 1024);
            send(client, 1, 1024, 90_000);
            client.lastPacket(2, 90_000);
            for (long seqno = 0; seqno <= 2; seqno++) {
                assertAcknowledged(client, seqno);
            }
        }
        for (int node = 0; node < NODES; node++) {
            assertReplica(node, ReplicaState.FINALIZED, 1005, 90_000);
            assertContent(node, 1005, 90_000);
        }
    }

    @Test
    void anAppendThatOneNodeRefusesIsTriedAgainWithTheOthers() throws IOException {
        stores.get(0).put(1, 700);
        stores.get(1).put(1, 600);
        stores.get(2).put(1, 700);
        try (WireClient client = new WireClient(ports[0])) {
            BlockOpResponseProto answer =
                    setUp(client, BlockConstructionStage.PIPELINE_SETUP_APPEND, 1005, 700, 700, ports);
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getFirstBadLink()).isEqualTo("127.0.0.1:" + ports[1]);
            assertThat(answer.getMessage()).contains("expected length is 700");
            assertThat(client.isClosedByServer()).isTrue();
        }
        // The one behind was not asked.
        assertReplica(2, ReplicaState.FINALIZED, OLD, 700);
        try (WireClient client = new WireClient(ports[0])) {
            BlockOpResponseProto answer = setUp(
                    client, BlockConstructionStage.PIPELINE_SETUP_APPEND_RECOVERY, 1006, 700, 700, ports[0], ports[2]);
            assertThat(answer.getStatus()).isEqualTo(Status.SUCCESS);
        }
        assertThat(replica(0).block().generationStamp()).isEqualTo(1006);
        assertThat(replica(2).state()).isEqualTo(ReplicaState.RBW);
    }

    @Test
    void anAppenderMaySumInAnotherWay() throws IOException {
        for (StoreFixture store : stores) {
            store.put(1, 700);
        }
        DataChecksum other = DataChecksum.of(ChecksumType.CRC32, 512);
        try (WireClient client = new WireClient(ports[0])) {
            client.send(
                    DataTransferOp.WRITE_BLOCK,
                    DataTransferMessages.writeBlock(
                                    block(OLD),
                                    "client",
                                    WireClient.pipeline(ports),
                                    BlockConstructionStage.PIPELINE_SETUP_APPEND,
                                    other)
                            .toBuilder()
                            .setLatestGenerationStamp(1005)
                            .setMinBytesRcvd(700)
                            .build());
            assertThat(client.answer().getStatus()).isEqualTo(Status.SUCCESS);
            int[] ends = {700, 1024, 3000};
            for (int i = 0; i + 1 < ends.length; i++) {
                int length = ends[i + 1] - ends[i];
                byte[] sums = new byte[(int) other.checksumLength(length)];
                other.compute(data, ends[i], length, sums, 0);
                client.packet(PacketHeader.of(ends[i], i, false, length, sums.length, false), sums, data, ends[i]);
                assertAcknowledged(client, i);
            }
            client.lastPacket(2, 3000);
            assertAcknowledged(client, 2);
        }
        for (int node = 0; node < NODES; node++) {
            assertContent(node, 1005, 3000);
        }
    }

    @Test
    void aLostCloseIsDoneAgainOnAllNodes() throws IOException {
        try (WireClient old = beginBlock();
                WireClient client = new WireClient(ports[0])) {
            old.lastPacket(2, 100_000);
            for (int attempt = 0; attempt < 2; attempt++) {
                BlockOpResponseProto answer = setUp(
                        client,
                        BlockConstructionStage.PIPELINE_CLOSE_RECOVERY,
                        1005 + attempt,
                        100_000,
                        100_000,
                        ports);
                assertThat(answer.getStatus()).isEqualTo(Status.SUCCESS);
                for (int node = 0; node < NODES; node++) {
                    assertReplica(node, ReplicaState.FINALIZED, 1005 + attempt, 100_000);
                }
            }
            BlockOpResponseProto answer =
                    setUp(client, BlockConstructionStage.PIPELINE_CLOSE_RECOVERY, 1007, 99_999, 100_000, ports);
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getMessage()).contains("expected length is 99999");
        }
        assertContent(2, 1006, 100_000);
    }

    private BlockOpResponseProto copy(int from, long stamp, int to) throws IOException {
        try (WireClient client = new WireClient(ports[from])) {
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block(stamp), "client", WireClient.pipeline(ports[to])));
            return client.answer();
        }
    }

    @Test
    void aNodeThatComesBackIntoAPipelineGivesUpItsOlderReplica() throws IOException {
        try (WireClient old = beginBlock();
                WireClient client = new WireClient(ports[0])) {
            setUp(
                    client,
                    BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY,
                    1005,
                    100_000,
                    100_000,
                    ports[0],
                    ports[1]);
            assertThat(old.isClosedByServer()).isTrue();
            // Not for one that is as old, nor for any other writer.
            assertThat(copy(0, OLD, 1).getStatus()).isEqualTo(Status.ERROR);
            assertThat(copy(0, OLD, 2).getStatus()).isEqualTo(Status.SUCCESS);
            assertReplica(2, ReplicaState.RBW, 1005, 100_000);
        }
        stores.get(0).put(2, 700);
        stores.get(1).put(2, 700);
        try (WireClient client = new WireClient(ports[0])) {
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(
                            StoreFixture.block(2, OLD, 0), "client", WireClient.pipeline(ports[1])));
            assertThat(client.answer().getMessage()).contains("answered ERROR");
        }
    }

    @Test
    void whatIsNoReplicaOfAPipelineIsNotCopied() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block(OLD), "client", WireClient.pipeline(ports[1])));
            assertThat(client.answer().getMessage()).contains("not found in datanode");
            stores.get(0).put(1, 700);
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block(1002), "client", WireClient.pipeline(ports[1])));
            assertThat(client.answer().getMessage()).contains("storedGS < b.getGenerationStamp()");
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block(OLD), "client", WireClient.pipeline(ports[1])));
            assertThat(client.answer().getStatus()).isEqualTo(Status.SUCCESS);
        }
        assertReplica(1, ReplicaState.FINALIZED, OLD, 700);
    }
}
