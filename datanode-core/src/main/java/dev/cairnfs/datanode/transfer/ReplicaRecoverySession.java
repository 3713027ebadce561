package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.InterDatanodeMessages;
import dev.cairnfs.shared.wire.InterDatanodeMessages.InitRequest;
import dev.cairnfs.shared.wire.InterDatanodeMessages.UpdateRequest;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.UnknownFieldSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call of InterDatanodeProtocol (decision 0085): after the custom operation comes the request; the answer is a status,
 * and after a success the response. {@code ERROR_INVALID} says that there is no replica that could be recovered,
 * {@code IN_PROGRESS} that a newer recovery has it.
 */
final class ReplicaRecoverySession implements Phase {
    private static final Logger log = LoggerFactory.getLogger(ReplicaRecoverySession.class);
    private static final int WORK_MAX_MILLIS = 600_000;

    private final TransferConnection connection;
    private final Call call;
    private final DelimitedDecoder decoder = new DelimitedDecoder();
    private boolean begun;

    /** What is done with a request; blocks. */
    @FunctionalInterface
    interface Call {
        MessageLite answer(ReplicaStore store, UnknownFieldSet request) throws IOException;
    }

    ReplicaRecoverySession(TransferConnection connection, Call call) {
        this.connection = connection;
        this.call = call;
    }

    static MessageLite initReplicaRecovery(ReplicaStore store, UnknownFieldSet message) throws IOException {
        InitRequest request = InitRequest.fromProto(message);
        return InterDatanodeMessages.initResponse(store.initReplicaRecovery(request.block(), request.recoveryId()));
    }

    static MessageLite updateReplicaUnderRecovery(ReplicaStore store, UnknownFieldSet message) throws IOException {
        UpdateRequest request = UpdateRequest.fromProto(message);
        return InterDatanodeMessages.updateResponse(store.updateReplicaUnderRecovery(
                request.block(), request.recoveryId(), request.newBlockId(), request.newLength()));
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        try {
            UnknownFieldSet request = begun ? null : decoder.next(in, InterDatanodeMessages.parser());
            if (in.isReadable()) {
                throw new HdfsException(ErrorCode.IO, "a DataNode spoke out of turn");
            }
            if (request != null) {
                begin(request);
            }
        } finally {
            in.release();
        }
    }

    private void begin(UnknownFieldSet request) {
        begun = true;
        connection.expectMore();
        DiskExecutor recoveries = connection.context().recoveries();
        if (!recoveries.begin(() -> run(request))) {
            connection.answer(DataTransferMessages.response(Status.ERROR, "too many recoveries are waiting"));
        }
    }

    private void run(UnknownFieldSet request) {
        BlockOpResponseProto status;
        MessageLite response = null;
        try {
            response = call.answer(connection.context().store(), request);
            status = DataTransferMessages.response(Status.SUCCESS, "");
        } catch (IOException e) {
            log.info("A replica is not recovered: {}", e.toString());
            status = DataTransferMessages.refusal(e);
        } catch (RuntimeException e) {
            log.error("A replica is not recovered", e);
            status = DataTransferMessages.response(Status.ERROR, e.toString());
        }
        BlockOpResponseProto first = status;
        MessageLite second = response;
        connection.onLoop(() -> send(first, second));
    }

    private void send(BlockOpResponseProto status, @Nullable MessageLite response) {
        if (!connection.isOpen()) {
            return;
        }
        if (response == null) {
            connection.answer(status);
        } else {
            connection.write(status);
            connection.answer(response);
        }
    }

    @Override
    public int silenceMaxMillis() {
        return begun ? WORK_MAX_MILLIS : connection.context().config().keepAliveMillis();
    }
}
