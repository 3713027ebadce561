package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.ProtoConversions;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpTransferBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeInfoProto;

/** Copies a finished replica to other DataNodes because a client asks for it, and answers when it is there. */
final class TransferBlockSession implements Phase {
    private static final int WORK_MAX_MILLIS = 600_000;

    private final TransferConnection connection;
    private final OpTransferBlockProto operation;

    TransferBlockSession(TransferConnection connection, OpTransferBlockProto operation) {
        this.connection = connection;
        this.operation = operation;
    }

    void start() {
        connection.enter(this);
        ExtendedBlock block =
                ProtoConversions.fromProto(operation.getHeader().getBaseHeader().getBlock());
        List<BlockLocation> targets = new ArrayList<>();
        for (int i = 0; i < operation.getTargetsCount(); i++) {
            DatanodeInfoProto target = operation.getTargets(i);
            targets.add(new BlockLocation(
                    ProtoConversions.fromProto(target.getId()),
                    target.getLocation(),
                    i < operation.getTargetStorageIdsCount() ? operation.getTargetStorageIds(i) : "",
                    i < operation.getTargetStorageTypesCount()
                            ? operation.getTargetStorageTypes(i).name()
                            : "DISK",
                    "TEMPORARY"));
        }
        connection
                .context()
                .pusher()
                .push(
                        block,
                        targets,
                        operation.getHeader().getClientName(),
                        failure -> connection.loop().execute(() -> pushed(failure)));
    }

    private void pushed(String failure) {
        if (connection.isOpen()) {
            connection.write(DataTransferMessages.response(failure.isEmpty() ? Status.SUCCESS : Status.ERROR, failure));
            connection.flush();
            connection.enterOperationPhase();
        }
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        in.release();
        throw new HdfsException(ErrorCode.IO, "a client spoke out of turn");
    }

    @Override
    public void readComplete() {}

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {}

    @Override
    public int silenceMaxMillis() {
        return WORK_MAX_MILLIS;
    }
}
