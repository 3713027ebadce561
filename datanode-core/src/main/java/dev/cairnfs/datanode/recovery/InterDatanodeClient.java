package dev.cairnfs.datanode.recovery;

import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.InterDatanodeMessages;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.UnknownFieldSet;
import org.jspecify.annotations.Nullable;

/** Calls other DataNodes on their block-transfer ports (decision 0085), with a connection for each call. Any thread. */
public final class InterDatanodeClient implements InterDatanodePort {
    private final int connectTimeoutMillis;
    private final int callMaxMillis;

    /** @param callMaxMillis how long a call may take, from connecting on; then nobody waits for its answer any more */
    public InterDatanodeClient(int connectTimeoutMillis, int callMaxMillis) {
        this.connectTimeoutMillis = connectTimeoutMillis;
        this.callMaxMillis = callMaxMillis;
    }

    @Override
    public @Nullable ReplicaRecoveryInfo initReplicaRecovery(DatanodeId node, ExtendedBlock block, long recoveryId)
            throws IOException {
        MessageLite request = new InterDatanodeMessages.InitRequest(block, recoveryId).toProto();
        return InterDatanodeMessages.initResponse(call(node, InterDatanodeMessages.INIT_REPLICA_RECOVERY, request));
    }

    @Override
    public String updateReplicaUnderRecovery(
            DatanodeId node, ExtendedBlock replica, long recoveryId, long newBlockId, long newLength)
            throws IOException {
        MessageLite request =
                new InterDatanodeMessages.UpdateRequest(replica, recoveryId, newBlockId, newLength).toProto();
        return InterDatanodeMessages.updateResponse(
                call(node, InterDatanodeMessages.UPDATE_REPLICA_UNDER_RECOVERY, request));
    }

    private UnknownFieldSet call(DatanodeId node, String operation, MessageLite request) throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(node.host(), node.transferPort()),
                    Math.min(connectTimeoutMillis, callMaxMillis));
            long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            socket.setSoTimeout((int) Math.max(1, callMaxMillis - taken));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataTransferFrames.writeOp(bytes, DataTransferOp.CUSTOM, DataTransferMessages.custom(operation));
            DataTransferFrames.writeDelimited(bytes, request);
            socket.getOutputStream().write(bytes.toByteArray());
            InputStream in = new BufferedInputStream(socket.getInputStream());
            DataTransferMessages.check(DataTransferFrames.readDelimited(in, BlockOpResponseProto.parser()));
            return DataTransferFrames.readDelimited(in, InterDatanodeMessages.parser());
        }
    }
}
