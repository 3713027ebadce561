package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class TransferServerTest {
    private static final int NODES = 3;
    private static final int PACKET = 65_024;

    @TempDir
    Path dir;

    private final List<StoreFixture> stores = new ArrayList<>();
    private final List<TransferServer> servers = new ArrayList<>();
    private final List<ExtendedBlock> badBlocks = new CopyOnWriteArrayList<>();
    private final int[] ports = new int[NODES];

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NODES; i++) {
            StoreFixture store = new StoreFixture(dir.resolve("dn" + i));
            TransferServer server =
                    TestServers.start(store, TestServers.PATIENT, (block, storage) -> badBlocks.add(block));
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

    private static ExtendedBlock block(long id) {
        return StoreFixture.block(id, 1001, 0);
    }

    @Test
    void aBlockGoesThroughThePipelineToAllNodes() throws Exception {
        byte[] data = StoreFixture.content(1, 5_000_123);
        try (WireClient client = new WireClient(ports[0])) {
            BlockOpResponseProto answer = client.beginWrite(block(1), ports);
            assertThat(answer.getStatus()).isEqualTo(Status.SUCCESS);
            client.heartbeat();
            assertThat(client.ack().getSeqno()).isEqualTo(PacketHeader.HEARTBEAT_SEQNO);
            PipelineAckProto last = client.writeAll(data, PACKET);
            assertThat(last.getSeqno()).isEqualTo(data.length / PACKET + 1);
            assertThat(last.getReplyList()).containsExactly(Status.SUCCESS, Status.SUCCESS, Status.SUCCESS);
        }
        for (int i = 0; i < NODES; i++) {
            // The replica was announced before its last ack left.
            ReplicaChange change = stores.get(i).nextChange();
            assertThat(change.kind()).isEqualTo(ReplicaChange.Kind.RECEIVED);
            assertThat(change.block()).isEqualTo(new Block(1, 1001, data.length));
            try (WireClient client = new WireClient(ports[i])) {
                assertThat(client.read(StoreFixture.block(1, 1001, data.length), 0, data.length))
                        .isEqualTo(data);
            }
        }
    }

    @Test
    void rangesBeginAtTheirChunkAndConnectionsAreUsedAgain() throws IOException {
        byte[] data = StoreFixture.content(1, 1_000_001);
        stores.get(0).put(1, data.length);
        long[][] ranges = {{0, 1}, {511, 2}, {1000, 5000}, {999_999, 2}, {1_000_001, 0}, {0, 0}, {512, 300_000}};
        try (WireClient client = new WireClient(ports[0])) {
            for (long[] range : ranges) {
                byte[] read = client.read(block(1), range[0], range[1]);
                int start = (int) (range[0] - range[0] % 512);
                int end = (int) Math.min(data.length, (range[0] + range[1] + 511) / 512 * 512);
                assertThat(read).isEqualTo(Arrays.copyOfRange(data, start, Math.max(start, end)));
            }
        }
    }

    @Test
    void anEmptyBlockIsABlock() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports);
            assertThat(PipelineAcks.isSuccess(client.writeAll(new byte[0], PACKET)))
                    .isTrue();
        }
        assertThat(Objects.requireNonNull(stores.get(2).store.lookUp(1)).state())
                .isEqualTo(ReplicaState.FINALIZED);
    }

    @Test
    void badChecksumsAreFoundAtTheEndOfThePipeline() throws IOException {
        byte[] data = new byte[1024];
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports);
            client.packet(0, 0, data, 0, 1024);
            assertThat(PipelineAcks.isSuccess(client.ack())).isTrue();
            client.packet(PacketHeader.of(1024, 1, false, 512, 4, false), new byte[] {1, 2, 3, 4}, data, 0);
            PipelineAckProto ack = client.ack();
            assertThat(PipelineAcks.firstFailure(ack)).isEqualTo(2);
            assertThat(PipelineAcks.status(ack, 2)).isEqualTo(Status.ERROR_CHECKSUM);
        }
        assertThat(Objects.requireNonNull(stores.get(2).store.lookUp(1)).state())
                .isEqualTo(ReplicaState.RBW);
    }

    @Test
    void aNodeThatCannotBeReachedIsTheBadLink() throws IOException {
        // Bound, so that nobody else gets the port, but nobody listens.
        try (Socket reserved = new Socket();
                WireClient client = new WireClient(ports[0])) {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int unused = reserved.getLocalPort();
            BlockOpResponseProto answer = client.beginWrite(block(1), ports[0], ports[1], unused);
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getFirstBadLink()).isEqualTo("127.0.0.1:" + unused);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aNodeThatRefusesIsTheBadLink() throws IOException {
        stores.get(1).put(1, 10);
        try (WireClient client = new WireClient(ports[0])) {
            BlockOpResponseProto answer = client.beginWrite(block(1), ports);
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getFirstBadLink()).isEqualTo("127.0.0.1:" + ports[1]);
        }
    }

    @Test
    void aMirrorThatDiesIsReportedInTheAcks() throws IOException {
        byte[] data = new byte[512];
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports[0], ports[1]);
            client.packet(0, 0, data, 0, 512);
            assertThat(PipelineAcks.isSuccess(client.ack())).isTrue();
            servers.get(1).close();
            assertThat(PipelineAcks.isOutOfBand(client.ack())).isTrue();
            client.packet(1, 512, data, 0, 512);
            PipelineAckProto ack = client.ack();
            assertThat(ack.getReplyList()).containsExactly(Status.SUCCESS, Status.ERROR);
        }
    }

    @Test
    void aFailedSyncIsAnErrorAndNoSuccess() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports[0]);
            stores.get(0).failSyncs();
            client.packet(0, 0, new byte[10], 0, 10);
            assertThat(PipelineAcks.isSuccess(client.ack())).isTrue();
            client.lastPacket(1, 10);
            assertThat(client.ack().getReplyList()).containsExactly(Status.ERROR);
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(stores.get(0).failures).hasSize(1).allMatch(failure -> failure.endsWith("too many"));
    }

    @Test
    void aClientThatGoesAwayLeavesWhatItWrote() throws Exception {
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports[0]);
            client.packet(0, 0, new byte[700], 0, 700);
            client.ack();
        }
        try (WireClient client = new WireClient(ports[0])) {
            assertThat(client.read(StoreFixture.block(1, 1001, 700), 0, 700)).isEqualTo(new byte[700]);
        }
    }

    @Test
    void shortChunksAreSentAgainAfterAFlush() throws IOException {
        byte[] data = StoreFixture.content(1, 2000);
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports);
            client.packet(0, 0, data, 0, 700);
            client.ack();
            client.packet(1, 512, data, 512, 1488);
            client.lastPacket(2, 2000);
            client.ack();
            assertThat(PipelineAcks.isSuccess(client.ack())).isTrue();
        }
        try (WireClient client = new WireClient(ports[2])) {
            assertThat(client.read(block(1), 0, 2000)).isEqualTo(data);
        }
    }

    @Test
    void whatIsFlushedCanBeReadAtEveryNodeAndNoMore() throws IOException {
        byte[] data = StoreFixture.content(1, 2000);
        try (WireClient writer = new WireClient(ports[0])) {
            writer.beginWrite(block(1), ports);
            for (int end : new int[] {700, 1300, 2000}) {
                int from = end == 700 ? 0 : (end - 600) / 512 * 512;
                writer.packet(end, from, data, from, end - from);
                assertThat(PipelineAcks.isSuccess(writer.ack())).isTrue();
                for (int port : ports) {
                    try (WireClient reader = new WireClient(port)) {
                        assertThat(reader.visibleLength(block(1))).isEqualTo(end);
                        assertThat(reader.read(StoreFixture.block(1, 1001, end), 0, end))
                                .isEqualTo(Arrays.copyOf(data, end));
                        assertThatThrownBy(() -> reader.read(block(1), 0, end + 1))
                                .hasMessageContaining("don't match");
                    }
                }
            }
        }
    }

    @Test
    void whatTheMirrorMayNotHaveIsNotVisible() throws IOException {
        byte[] data = StoreFixture.content(1, 1024);
        try (WireClient writer = new WireClient(ports[0]);
                WireClient reader = new WireClient(ports[0])) {
            writer.beginWrite(block(1), ports[0], ports[1]);
            writer.packet(0, 0, data, 0, 512);
            assertThat(PipelineAcks.isSuccess(writer.ack())).isTrue();
            servers.get(1).close();
            writer.packet(1, 512, data, 512, 512);
            assertThat(PipelineAcks.isSuccess(writer.ack())).isFalse();
            assertThat(reader.visibleLength(block(1))).isEqualTo(512);
            assertThat(reader.read(block(1), 0, 512)).isEqualTo(Arrays.copyOf(data, 512));
        }
    }

    @Test
    void thereIsNoVisibleLengthOfWhatIsNotHere() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            assertThatThrownBy(() -> client.visibleLength(block(1))).hasMessageStartingWith("ERROR_INVALID");
            stores.get(0).put(1, 100);
            assertThat(client.visibleLength(block(1))).isEqualTo(100);
            assertThatThrownBy(() -> client.visibleLength(StoreFixture.block(1, 1002, 0)))
                    .hasMessageStartingWith("ERROR ");
            assertThat(client.read(block(1), 0, 100)).hasSize(100);
            client.send(DataTransferOp.CUSTOM, DataTransferMessages.custom("other"));
            assertThat(client.answer().getStatus()).isEqualTo(Status.ERROR_UNSUPPORTED);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void gapsAndWrongEndsAreErrors() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports[0]);
            client.packet(0, 512, new byte[512], 0, 512);
            assertThat(client.ack().getReplyList()).containsExactly(Status.ERROR);
        }
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(2), ports[0]);
            client.packet(0, 0, new byte[512], 0, 512);
            client.ack();
            client.lastPacket(1, 1024);
            assertThat(client.ack().getReplyList()).containsExactly(Status.ERROR);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedAndTheConnectionLives() throws IOException {
        stores.get(0).put(1, 100);
        ExtendedBlock[] wrong = {
            block(2),
            StoreFixture.block(1, 1002, 0),
            StoreFixture.block(1, 1001, 101),
            new ExtendedBlock("BP-x", new Block(1, 1001, 0))
        };
        try (WireClient client = new WireClient(ports[0])) {
            for (ExtendedBlock block : wrong) {
                assertThatThrownBy(() -> client.read(block, 0, 10))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("ERROR");
            }
            assertThatThrownBy(() -> client.read(block(1), 90, 11)).hasMessageContaining("don't match");
            assertThat(client.read(block(1), 0, 100)).hasSize(100);
        }
    }

    @Test
    void malformedFramesCloseTheConnection() throws IOException {
        byte[][] bad = {
            {0, 27, 81},
            {0, 28, 1},
            {0, 28, 81, -1, -1, -1, -1, 15},
            {0, 28, 81, 3, -1, -1, -1},
            {0, 28, 81, 0},
        };
        for (byte[] bytes : bad) {
            try (WireClient client = new WireClient(ports[0])) {
                client.out.write(bytes);
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
        byte[][] badPackets = {
            {127, 0, 0, 0, 0, 25}, {0, 0, 0, 0, 0, 25}, {0, 0, 0, 4, -1, -1}, {0, 0, 0, 4, 0, 3, -1, -1, -1}
        };
        for (byte[] bytes : badPackets) {
            try (WireClient client = new WireClient(ports[0])) {
                client.beginWrite(block(100 + bytes.length * 10L + bytes[0]), ports);
                client.out.write(bytes);
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void silentConnectionsAreClosed() throws IOException {
        TransferServer impatient = TestServers.start(
                stores.get(0),
                new TransferConfig("127.0.0.1", 0, 300, 300, 2_000, 100, 60_000),
                (block, storage) -> {});
        servers.add(impatient);
        try (WireClient client = new WireClient(impatient.port());
                WireClient writer = new WireClient(impatient.port())) {
            client.out.write(new byte[] {0, 28});
            writer.sendWrite(block(1), "client", BlockConstructionStage.PIPELINE_SETUP_CREATE, impatient.port());
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(writer.isClosedByServer()).isTrue();
        }
    }

    @Test
    void operationsThatAreNotSupportedSaySo() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.out.write(new byte[] {0, 28, 87, 0});
            assertThat(client.answer().getStatus()).isEqualTo(Status.ERROR_UNSUPPORTED);
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (WireClient client = new WireClient(ports[0])) {
            client.sendWrite(block(1), "client", BlockConstructionStage.DATA_STREAMING, ports[0]);
            BlockOpResponseProto answer = client.answer();
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR_UNSUPPORTED);
            assertThat(answer.getMessage()).contains("Unsupported stage DATA_STREAMING while receiving block");
        }
    }

    @Test
    void hdfsDatanodesCopyWithoutAcksThroughAChain() throws Exception {
        byte[] data = StoreFixture.content(1, 300_000);
        try (WireClient client = new WireClient(ports[0])) {
            client.sendWrite(block(1), "", BlockConstructionStage.PIPELINE_SETUP_CREATE, ports);
            for (int at = 0, seqno = 0; at < data.length; at += PACKET, seqno++) {
                client.packet(seqno, at, data, at, Math.min(PACKET, data.length - at));
            }
            client.lastPacket(5, data.length);
            assertThat(client.isClosedByServer()).isTrue();
        }
        for (StoreFixture store : stores) {
            assertThat(store.nextChange().block()).isEqualTo(new Block(1, 1001, data.length));
        }
    }

    @Test
    void replicasArePushedVerified() throws Exception {
        Block block = stores.get(0).put(1, 3_000_000);
        assertThat(push(new ExtendedBlock(StoreFixture.POOL, block))).isEmpty();
        for (int i = 1; i < NODES; i++) {
            assertThat(stores.get(i).nextChange().block()).isEqualTo(block);
        }
        assertThat(push(block(77))).contains("not finalized here");
    }

    @Test
    void corruptReplicasAreNoSourceAndLeaveNothingBehind() throws Exception {
        Block block = stores.get(0).put(1, 3_000_000);
        Path file;
        try (Stream<Path> files = Files.walk(dir.resolve("dn0"))) {
            file = files.filter(path -> path.endsWith("blk_1")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[2_500_000] ^= 1;
        Files.write(file, bytes);
        assertThat(push(new ExtendedBlock(StoreFixture.POOL, block))).contains("Checksum error");
        assertThat(badBlocks).isNotEmpty();
        assertThat(stores.get(1).changes).isEmpty();
    }

    @Test
    void clientsCanAskForACopy() throws IOException {
        Block block = stores.get(0).put(1, 1000);
        try (WireClient client = new WireClient(ports[0])) {
            client.send(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(
                            new ExtendedBlock(StoreFixture.POOL, block), "client", WireClient.pipeline(ports[1])));
            assertThat(client.answer().getStatus()).isEqualTo(Status.SUCCESS);
        }
        assertThat(Objects.requireNonNull(stores.get(1).store.lookUp(1)).state())
                .isEqualTo(ReplicaState.FINALIZED);
    }

    @Test
    void blockChecksumsAreTheDigestOfTheChunksSums() throws Exception {
        byte[] data = StoreFixture.content(1, 1300);
        stores.get(0).put(1, data.length);
        for (int length : new int[] {1300, 1024, 600}) {
            byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(length)];
            DataChecksum.STANDARD.compute(data, 0, length, sums, 0);
            try (WireClient client = new WireClient(ports[0])) {
                client.send(
                        DataTransferOp.BLOCK_CHECKSUM,
                        OpBlockChecksumProto.newBuilder()
                                .setHeader(DataTransferMessages.baseHeader(StoreFixture.block(1, 1001, length)))
                                .build());
                var response = client.answer().getChecksumResponse();
                assertThat(response.getBlockChecksum().toByteArray())
                        .isEqualTo(MessageDigest.getInstance("MD5").digest(sums));
                assertThat(response.getBytesPerCrc()).isEqualTo(512);
            }
        }
    }

    @Test
    void aTruncatedPacketIsNoReplica() throws IOException {
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(block(1), ports);
            client.out.write(PacketHeader.of(0, 0, false, 1024, 8, false).encode());
            client.out.write(new byte[100]);
            client.socket.shutdownOutput();
            assertThatThrownBy(client::ack).isInstanceOf(EOFException.class);
        }
    }

    private String push(ExtendedBlock block) throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();
        servers.get(0).push(block, WireClient.pipeline(ports[1], ports[2]), done::complete);
        return done.get(20, TimeUnit.SECONDS);
    }
}
