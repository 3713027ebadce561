package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.ProtoConversions;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.jspecify.annotations.Nullable;

/** A WRITE_BLOCK operation, read as HDFS's DataNode reads it. */
final class WriteRequest {
    private final OpWriteBlockProto operation;
    private final ExtendedBlock block;

    WriteRequest(OpWriteBlockProto operation) {
        this.operation = operation;
        this.block =
                ProtoConversions.fromProto(operation.getHeader().getBaseHeader().getBlock());
    }

    ExtendedBlock block() {
        return block;
    }

    DataChecksum checksum() throws HdfsException {
        return ProtoConversions.fromProto(operation.getRequestedChecksum());
    }

    String storageType() {
        return operation.getStorageType().name();
    }

    /** Why this operation cannot be done, or null. */
    @Nullable
    String refusal() {
        if (isTransfer()) {
            return hasTargets() ? "a transfer has one target" : null;
        }
        boolean known = isCopy() || operation.getStage() == BlockConstructionStage.PIPELINE_SETUP_CREATE;
        return known || reopen() != null
                ? null
                : "Unsupported stage " + operation.getStage() + " while receiving block " + block;
    }

    /** What is asked of a replica that is there already; null when the operation begins a new one. */
    @Nullable
    ReopenRequest reopen() {
        if (isCopy()) {
            return null;
        }
        return switch (operation.getStage()) {
            case PIPELINE_SETUP_APPEND -> reopen(ReplicaEvent.APPEND);
            case PIPELINE_SETUP_APPEND_RECOVERY -> reopen(ReplicaEvent.RECOVER_APPEND);
            case PIPELINE_SETUP_STREAMING_RECOVERY -> reopen(ReplicaEvent.RECOVER_RBW);
            case PIPELINE_CLOSE_RECOVERY -> reopen(ReplicaEvent.RECOVER_CLOSE);
            case PIPELINE_SETUP_CREATE, DATA_STREAMING, PIPELINE_CLOSE, TRANSFER_RBW, TRANSFER_FINALIZED -> null;
        };
    }

    ReopenRequest requireReopen() {
        return Objects.requireNonNull(reopen());
    }

    private ReopenRequest reopen(ReplicaEvent event) {
        return new ReopenRequest(
                event,
                block,
                operation.getLatestGenerationStamp(),
                operation.getMinBytesRcvd(),
                operation.getMaxBytesRcvd());
    }

    /** No data follow: the replica is finished by the operation alone. */
    boolean isCloseRecovery() {
        return !isCopy() && operation.getStage() == BlockConstructionStage.PIPELINE_CLOSE_RECOVERY;
    }

    /** A replica that is being written is copied: it is not to be finished here. */
    boolean isRbwTransfer() {
        return operation.getStage() == BlockConstructionStage.TRANSFER_RBW;
    }

    /**
     * How much of a replica that is copied while it is being written every DataNode of its pipeline has. HDFS's DataNodes
     * send just that much, and do not say so.
     */
    long acknowledgedBytes() {
        return operation.getMaxBytesRcvd() > 0 ? operation.getMinBytesRcvd() : Long.MAX_VALUE;
    }

    /** A replica is copied to here, and the sender wants an answer at the end. */
    boolean isTransfer() {
        return operation.getStage() == BlockConstructionStage.TRANSFER_FINALIZED || isRbwTransfer();
    }

    /** A DataNode sends, or a replica is copied for a client: nobody may see it before it is complete. */
    boolean isCopy() {
        return isTransfer() || operation.getHeader().getClientName().isEmpty();
    }

    /** The operation is answered before, and each packet is acknowledged. */
    boolean isAcknowledged() {
        return !isCopy();
    }

    boolean hasTargets() {
        return operation.getTargetsCount() > 0;
    }

    /** {@code address:port} of the next DataNode, as the writer named it. */
    String mirrorName() {
        return ProtoConversions.transferAddress(operation.getTargets(0));
    }

    /** {@code address:port} of the DataNode at which the pipeline fails, by a refusal that came from the next one. */
    String badLink(BlockOpResponseProto refusal) {
        return refusal.getFirstBadLink().isEmpty() ? mirrorName() : refusal.getFirstBadLink();
    }

    String mirrorHost() {
        return operation.getTargets(0).getId().getIpAddr();
    }

    int mirrorPort() {
        return operation.getTargets(0).getId().getXferPort();
    }

    /** The operation for the next DataNode: its own storage type and id, and the targets behind it. */
    OpWriteBlockProto forMirror() {
        OpWriteBlockProto.Builder next = operation.toBuilder();
        next.removeTargets(0);
        if (operation.getTargetStorageTypesCount() > 0) {
            next.setStorageType(operation.getTargetStorageTypes(0));
            next.clearTargetStorageTypes();
            next.addAllTargetStorageTypes(
                    operation.getTargetStorageTypesList().subList(1, operation.getTargetStorageTypesCount()));
        }
        if (operation.getTargetStorageIdsCount() > 0) {
            next.setStorageId(operation.getTargetStorageIds(0));
            next.clearTargetStorageIds();
            next.addAllTargetStorageIds(
                    operation.getTargetStorageIdsList().subList(1, operation.getTargetStorageIdsCount()));
        }
        if (operation.getTargetPinningsCount() > 0) {
            next.setPinning(operation.getTargetPinnings(0));
            next.clearTargetPinnings();
            next.addAllTargetPinnings(operation.getTargetPinningsList().subList(1, operation.getTargetPinningsCount()));
        }
        return next.build();
    }
}
