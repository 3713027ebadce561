package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The next DataNode has bytes, and its acks for them have not come: what readers get here of them. */
@Timeout(60)
final class LaggingAcksTest {
    private final byte[] data = StoreFixture.content(1, 1500);

    @TempDir
    Path dir;

    private StoreFixture store;
    private TransferServer server;
    private ServerSocket mirror;

    @BeforeEach
    void start() throws IOException {
        store = new StoreFixture(dir);
        server = TestServers.start(store);
        mirror = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        mirror.close();
        server.close();
        store.close();
    }

    /** Acknowledges the first packet, and with it nothing of what came behind, however much that is. */
    private void acknowledgeOne(CompletableFuture<Void> received) {
        try (Socket socket = mirror.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            in.readShort();
            in.readUnsignedByte();
            DataTransferFrames.readDelimited(in, OpWriteBlockProto.parser());
            DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.SUCCESS, ""));
            PacketHeader first = PacketHeader.read(in);
            in.readNBytes(first.checksumLength() + first.dataLength());
            DataTransferFrames.writeDelimited(out, PipelineAcks.of(first.seqno(), Status.SUCCESS));
            PacketHeader second = PacketHeader.read(in);
            in.readNBytes(second.checksumLength() + second.dataLength());
            received.complete(null);
            in.readAllBytes();
        } catch (IOException e) {
            received.completeExceptionally(e);
        }
    }

    /** It is forwarded first. Until it is written here, too, a reader is refused, and may ask again. */
    private static byte[] readWhenWritten(WireClient reader, int length) throws IOException {
        while (true) {
            try {
                return reader.read(StoreFixture.block(1, 1001, length), 0, length);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("bytes, not " + length);
            }
        }
    }

    @Test
    void whoNamesALengthGetsItAndWhoNamesTooMuchIsRefusedInOrder() throws Exception {
        CompletableFuture<Void> received = new CompletableFuture<>();
        Thread lagging = new Thread(() -> acknowledgeOne(received), "lagging-mirror");
        lagging.start();
        try (WireClient writer = new WireClient(server.port());
                WireClient reader = new WireClient(server.port())) {
            writer.beginWrite(StoreFixture.block(1, 1001, 1 << 20), server.port(), mirror.getLocalPort());
            writer.packet(0, 0, data, 0, 700);
            assertThat(PipelineAcks.isSuccess(writer.ack())).isTrue();
            writer.packet(1, 512, data, 512, 788);
            received.get(30, TimeUnit.SECONDS);
            assertThat(readWhenWritten(reader, 1300)).isEqualTo(Arrays.copyOf(data, 1300));
            assertThat(reader.visibleLength(StoreFixture.block(1, 1001, 0))).isEqualTo(700);
            for (int length : new int[] {701, 1024, 1300}) {
                assertThat(reader.read(StoreFixture.block(1, 1001, length), 0, length))
                        .startsWith(Arrays.copyOf(data, length));
            }
            assertThatThrownBy(() -> reader.read(StoreFixture.block(1, 1001, 0), 0, 701))
                    .hasMessageStartingWith("ERROR ")
                    .hasMessageContaining("don't match");
            assertThatThrownBy(() -> reader.read(StoreFixture.block(1, 1001, 1301), 0, 100))
                    .hasMessageStartingWith("ERROR ")
                    .hasMessageContaining("has 1300 bytes, not 1301");
            assertThatThrownBy(() -> reader.read(StoreFixture.block(1, 1002, 700), 0, 100))
                    .hasMessageStartingWith("ERROR ")
                    .hasMessageContaining("is older than");
            assertThat(reader.read(StoreFixture.block(1, 1001, 1300), 0, 1300)).isEqualTo(Arrays.copyOf(data, 1300));
        }
        lagging.join();
    }
}
