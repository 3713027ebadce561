package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.ProtoConversions;
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
        BlockConstructionStage stage = operation.getStage();
        return stage == BlockConstructionStage.PIPELINE_SETUP_CREATE
                ? null
                : "stage " + stage + " is not supported by this DataNode";
    }

    /** A replica is copied to here, and the sender wants an answer at the end. */
    boolean isTransfer() {
        return operation.getStage() == BlockConstructionStage.TRANSFER_FINALIZED;
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
