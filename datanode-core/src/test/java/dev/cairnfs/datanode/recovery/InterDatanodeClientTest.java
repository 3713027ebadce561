package dev.cairnfs.datanode.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.transfer.TransferServer;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.InterDatanodeMessages;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls between DataNodes over a real port. */
@Timeout(60)
final class InterDatanodeClientTest {
    private static final int TIMEOUT_MILLIS = 20_000;

    @TempDir
    Path dir;

    private final InterDatanodePort client = new InterDatanodeClient(TIMEOUT_MILLIS, TIMEOUT_MILLIS);
    private StoreFixture fixture;
    private TransferServer server;
    private DatanodeId node;

    @BeforeEach
    void start() throws IOException {
        fixture = new StoreFixture(dir);
        server = new TransferServer(fixture.store, TransferConfig.of("127.0.0.1", 0), (block, storageId) -> {});
        server.start();
        node = new DatanodeId("u", "127.0.0.1", server.port(), 0);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        fixture.close();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void recoversAReplicaElsewhere() throws IOException {
        fixture.put(1, 5000);
        ExtendedBlock block = StoreFixture.block(1, 1001, 0);
        assertThat(client.initReplicaRecovery(node, StoreFixture.block(2, 1001, 0), 1005))
                .isNull();
        ReplicaRecoveryInfo info = Objects.requireNonNull(client.initReplicaRecovery(node, block, 1005));
        assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(1, 1001, 5000), ReplicaState.FINALIZED));
        ExtendedBlock told = new ExtendedBlock(StoreFixture.POOL, info.block());
        assertThat(client.updateReplicaUnderRecovery(node, told, 1005, 1, 4000))
                .isEqualTo(fixture.store.storages().get(0).storageId());
        assertThat(fixture.store.lookUp(1)).matches(replica -> replica.block().equals(new Block(1, 1005, 4000)));
    }

    @Test
    void refusalsComeWithTheirMeaning() throws IOException {
        fixture.put(1, 5000);
        ExtendedBlock block = StoreFixture.block(1, 1001, 0);
        client.initReplicaRecovery(node, block, 1005);
        refused(ErrorCode.RECOVERY_IN_PROGRESS, () -> client.initReplicaRecovery(node, block, 1004));
        refused(
                ErrorCode.REPLICA_NOT_FOUND,
                () -> client.initReplicaRecovery(node, StoreFixture.block(1, 1002, 0), 1006));
        ExtendedBlock told = StoreFixture.block(1, 1001, 5000);
        refused(ErrorCode.IO, () -> client.updateReplicaUnderRecovery(node, told, 1004, 1, 5000));
        assertThatThrownBy(() -> client.updateReplicaUnderRecovery(node, told, 1005, 1, 5001))
                .hasMessageContaining("cannot get 5001");
        refused(
                ErrorCode.IO,
                () -> client.initReplicaRecovery(node, new ExtendedBlock("BP-other", block.block()), 1006));
    }

    @Test
    void aDataNodeThatIsDownIsNoAnswer() throws IOException {
        DatanodeId down = new DatanodeId("u", "127.0.0.1", freePort(), 0);
        assertThatThrownBy(() -> client.initReplicaRecovery(down, StoreFixture.block(1, 1001, 0), 1005))
                .isInstanceOf(ConnectException.class);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> {
                try {
                    silent.accept().close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            closing.start();
            DatanodeId dying = new DatanodeId("u", "127.0.0.1", silent.getLocalPort(), 0);
            assertThatThrownBy(() -> client.initReplicaRecovery(dying, StoreFixture.block(1, 1001, 0), 1005))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(HdfsException.class);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Socket connect(ByteArrayOutputStream sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(sent.toByteArray());
        return socket;
    }

    private static ByteArrayOutputStream call(String operation, ExtendedBlock block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataTransferFrames.writeOp(bytes, DataTransferOp.CUSTOM, DataTransferMessages.custom(operation));
        DataTransferFrames.writeDelimited(bytes, new InterDatanodeMessages.InitRequest(block, 1005).toProto());
        return bytes;
    }

    private static Status status(Socket socket) throws IOException {
        return DataTransferFrames.readDelimited(socket.getInputStream(), BlockOpResponseProto.parser())
                .getStatus();
    }

    @Test
    void anotherCallMayFollowOnTheConnection() throws IOException {
        fixture.put(1, 5000);
        ByteArrayOutputStream call = call(InterDatanodeMessages.INIT_REPLICA_RECOVERY, StoreFixture.block(1, 1001, 0));
        try (Socket socket = connect(call)) {
            assertThat(status(socket)).isEqualTo(Status.SUCCESS);
            assertThat(InterDatanodeMessages.initResponse(
                            DataTransferFrames.readDelimited(socket.getInputStream(), InterDatanodeMessages.parser())))
                    .isNotNull();
            // The same once more: that recovery has it already.
            socket.getOutputStream().write(call.toByteArray());
            assertThat(status(socket)).isEqualTo(Status.IN_PROGRESS);
        }
    }

    @Test
    void whatCannotBeUnderstoodIsRefused() throws IOException {
        ByteArrayOutputStream wrongMessage =
                call(InterDatanodeMessages.UPDATE_REPLICA_UNDER_RECOVERY, StoreFixture.block(1, 1001, 0));
        try (Socket socket = connect(wrongMessage)) {
            assertThat(status(socket)).isEqualTo(Status.ERROR);
        }
        ByteArrayOutputStream unknown = call("initReplicaRecoveries", StoreFixture.block(1, 1001, 0));
        try (Socket socket = connect(unknown)) {
            assertThat(status(socket)).isEqualTo(Status.ERROR_UNSUPPORTED);
        }
        ByteArrayOutputStream more = call(InterDatanodeMessages.INIT_REPLICA_RECOVERY, StoreFixture.block(1, 1001, 0));
        more.write(1);
        try (Socket socket = connect(more)) {
            assertThatThrownBy(() -> status(socket))
                    .isInstanceOfAny(EOFException.class, java.net.SocketException.class);
        }
    }
}
