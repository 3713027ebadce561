package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The next DataNode hangs: it keeps its connections and says nothing. Who is next to it says so. */
@Timeout(60)
final class SilentMirrorTest {
    private static final int SILENCE_MAX_MILLIS = 400;

    @TempDir
    Path dir;

    private StoreFixture store;
    private TransferServer server;
    private ServerSocket mirror;

    @BeforeEach
    void start() throws IOException {
        store = new StoreFixture(dir);
        server = TestServers.start(
                store,
                new TransferConfig("127.0.0.1", 0, SILENCE_MAX_MILLIS, 30_000, 10_000, 100, 60_000),
                (block, storage) -> {});
        mirror = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
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

    @Test
    void oneThatDoesNotAnswerTheSetUpIsTheBadLink() throws IOException {
        // The system accepts for it.
        try (WireClient client = new WireClient(server.port())) {
            BlockOpResponseProto answer =
                    client.beginWrite(StoreFixture.block(1, 1001, 1 << 20), server.port(), mirror.getLocalPort());
            assertThat(answer.getStatus()).isEqualTo(Status.ERROR);
            assertThat(answer.getFirstBadLink()).isEqualTo(mirrorName());
        }
    }

    @Test
    void oneThatStopsToAcknowledgeIsReportedInTheAcks() throws Exception {
        Thread hanging = new Thread(this::acknowledgeOnePacket, "hanging-mirror");
        hanging.setDaemon(true);
        hanging.start();
        byte[] data = new byte[512];
        try (WireClient client = new WireClient(server.port())) {
            client.beginWrite(StoreFixture.block(1, 1001, 1 << 20), server.port(), mirror.getLocalPort());
            client.packet(0, 0, data, 0, 512);
            assertThat(PipelineAcks.isSuccess(client.ack())).isTrue();
            client.packet(1, 512, data, 0, 512);
            assertThat(client.ack().getReplyList()).containsExactly(Status.SUCCESS, Status.ERROR);
        }
        hanging.join();
    }

    private void acknowledgeOnePacket() {
        try (Socket socket = mirror.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            in.readShort();
            in.readUnsignedByte();
            DataTransferFrames.readDelimited(in, OpWriteBlockProto.parser());
            DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.SUCCESS, ""));
            PacketHeader header = PacketHeader.read(in);
            in.readNBytes(header.checksumLength() + header.dataLength());
            DataTransferFrames.writeDelimited(out, PipelineAcks.of(header.seqno(), Status.SUCCESS));
            // Whatever comes, until the one before gives up.
            in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
