package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A block whose close was lost is finished again here, and then at a DataNode behind that does what the test wants. */
@Timeout(60)
final class CloseRecoveryTest {
    private static final int LENGTH = 700;
    private static final long NEW_STAMP = 1005;

    @TempDir
    Path dir;

    private StoreFixture store;
    private TransferServer server;
    private ServerSocket mirror;

    @BeforeEach
    void start() throws IOException {
        store = new StoreFixture(dir);
        store.put(1, LENGTH);
        server = new TransferServer(
                store.store,
                TestServers.PATIENT,
                (block, storageId) -> {},
                new DiskExecutor(2, 10),
                InetSocketAddress::createUnresolved);
        server.start();
        mirror = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        mirror.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() throws IOException {
        mirror.close();
        server.close();
        store.close();
    }

    private String mirrorName() {
        return "127.0.0.1:" + mirror.getLocalPort();
    }

    private WireClient begin(String mirrorHost) throws IOException {
        DatanodeId behind = new DatanodeId("m", mirrorHost, mirror.getLocalPort(), 0);
        WireClient client = new WireClient(server.port());
        client.send(
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(
                                StoreFixture.block(1, 1001, LENGTH),
                                "client",
                                List.of(
                                        WireClient.location(server.port()),
                                        new BlockLocation(behind, "/r", "DS-m", "DISK", "RBW")),
                                BlockConstructionStage.PIPELINE_CLOSE_RECOVERY,
                                DataChecksum.STANDARD)
                        .toBuilder()
                        .setLatestGenerationStamp(NEW_STAMP)
                        .setMinBytesRcvd(LENGTH)
                        .build());
        return client;
    }

    private BlockOpResponseProto answerToRefusal(BlockOpResponseProto ofMirror) throws IOException {
        try (WireClient client = begin("127.0.0.1");
                Socket socket = acceptMirror()) {
            assertThat(readOperation(socket).getStage()).isEqualTo(BlockConstructionStage.PIPELINE_CLOSE_RECOVERY);
            DataTransferFrames.writeDelimited(socket.getOutputStream(), ofMirror);
            BlockOpResponseProto answer = client.answer();
            assertThat(client.isClosedByServer()).isTrue();
            return answer;
        }
    }

    private Socket acceptMirror() throws IOException {
        Socket socket = mirror.accept();
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static OpWriteBlockProto readOperation(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readShort();
        in.readUnsignedByte();
        return DataTransferFrames.readDelimited(in, OpWriteBlockProto.parser());
    }

    private void assertRefusal(BlockOpResponseProto answer, String message, String badLink) {
        assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
        assertThat(answer.getMessage()).contains(message);
        assertThat(answer.getFirstBadLink()).isEqualTo(badLink);
        // What was finished here stays so: the writer goes on with a newer generation stamp.
        assertThat(Objects.requireNonNull(store.store.lookUp(1)).block()).isEqualTo(new Block(1, NEW_STAMP, LENGTH));
    }

    @Test
    void itsAnswerIsPassedOnAndTheNextOperationMayCome() throws IOException {
        try (WireClient client = begin("127.0.0.1");
                Socket socket = acceptMirror()) {
            readOperation(socket);
            DataTransferFrames.writeDelimited(
                    socket.getOutputStream(), DataTransferMessages.pipelineAnswer(Status.SUCCESS, "", ""));
            assertThat(client.answer().getStatus()).isEqualTo(Status.SUCCESS);
            assertThat(client.visibleLength(StoreFixture.block(1, NEW_STAMP, LENGTH)))
                    .isEqualTo(LENGTH);
        }
    }

    @Test
    void itsRefusalIsPassedOnWithTheBadLinkThatItNames() throws IOException {
        BlockOpResponseProto refusal = DataTransferMessages.pipelineAnswer(Status.ERROR, "too short", "127.0.0.1:9");
        assertRefusal(answerToRefusal(refusal), "too short", "127.0.0.1:9");
    }

    @Test
    void itIsTheBadLinkWhenItsRefusalNamesNone() throws IOException {
        BlockOpResponseProto refusal = DataTransferMessages.pipelineAnswer(Status.ERROR, "too short", "");
        assertRefusal(answerToRefusal(refusal), "too short", mirrorName());
    }

    @Test
    void itIsTheBadLinkWhenItBreaksOff() throws IOException {
        try (WireClient client = begin("127.0.0.1")) {
            acceptMirror().close();
            assertRefusal(client.answer(), "mirror " + mirrorName(), mirrorName());
        }
    }

    @Test
    void itIsTheBadLinkWhenItsNameCannotBeResolved() throws IOException {
        try (WireClient client = begin("mirror.example")) {
            assertRefusal(client.answer(), "a name that cannot be resolved", "mirror.example:" + mirror.getLocalPort());
        }
    }

    @Test
    void itIsLeftAloneWhenTheWriterGoes() throws IOException {
        try (WireClient client = begin("127.0.0.1");
                Socket socket = acceptMirror()) {
            readOperation(socket);
            client.socket.close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aWriterThatSendsPacketsIsClosed() throws IOException {
        try (WireClient client = begin("127.0.0.1");
                Socket socket = acceptMirror()) {
            readOperation(socket);
            client.lastPacket(0, LENGTH);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }
}
