package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.ProtoConversions;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpTransferBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeInfoProto;

/** Copies a replica to other DataNodes because a client asks for it, and answers when it is there. */
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
        FormerWriter.whenStopped(connection, block, stopWriter(block), () -> push(block, targets), this::pushed);
    }

    private void push(ExtendedBlock block, List<BlockLocation> targets) {
        connection
                .context()
                .pusher()
                .push(
                        block,
                        targets,
                        operation.getHeader().getClientName(),
                        failure -> connection.onLoop(() -> pushed(failure)));
    }

    /**
     * Who copies a replica that is being written is building another pipeline for it. What the former one has brought is
     * to be in the copy: a DataNode further down may have shown it.
     */
    private CompletableFuture<Void> stopWriter(ExtendedBlock block) {
        ReplicaStore store = connection.context().store();
        Replica replica = store.lookUp(block.block().blockId());
        return replica != null
                        && replica.state() == ReplicaState.RBW
                        && replica.block().generationStamp() >= block.block().generationStamp()
                ? store.stopWriter(replica.blockId())
                : CompletableFuture.completedFuture(null);
    }

    private void pushed(String failure) {
        if (connection.isOpen()) {
            connection.answer(
                    DataTransferMessages.response(failure.isEmpty() ? Status.SUCCESS : Status.ERROR, failure));
        }
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        in.release();
        throw new HdfsException(ErrorCode.IO, "a client spoke out of turn");
    }

    @Override
    public int silenceMaxMillis() {
        return WORK_MAX_MILLIS;
    }
}
