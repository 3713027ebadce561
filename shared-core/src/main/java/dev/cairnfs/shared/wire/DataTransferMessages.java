package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BaseHeaderProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ClientOperationHeaderProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ClientReadStatusProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpCustomProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpReadBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpTransferBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/** The messages of DataTransferProtocol, built from our values. */
public final class DataTransferMessages {
    /**
     * A custom operation of Cairn: how much of a replica readers may see. HDFS asks for that by the method of this name
     * in ClientDatanodeProtocol; its messages are used here, the request behind the operation, the response behind a
     * successful answer. {@code ERROR_INVALID} says that there is no such replica.
     */
    public static final String VISIBLE_LENGTH = "getReplicaVisibleLength";

    private DataTransferMessages() {}

    public static BaseHeaderProto baseHeader(ExtendedBlock block) {
        return BaseHeaderProto.newBuilder()
                .setBlock(ProtoConversions.toProto(block))
                .build();
    }

    public static ClientOperationHeaderProto header(ExtendedBlock block, String clientName) {
        return ClientOperationHeaderProto.newBuilder()
                .setBaseHeader(baseHeader(block))
                .setClientName(clientName)
                .build();
    }

    /**
     * The operation that begins to write a block.
     *
     * @param pipeline all DataNodes in order, the receiver of this message first; it does not appear among the targets
     * @param clientName empty when a DataNode copies a replica
     */
    public static OpWriteBlockProto writeBlock(
            ExtendedBlock block,
            String clientName,
            List<BlockLocation> pipeline,
            BlockConstructionStage stage,
            DataChecksum checksum)
            throws HdfsException {
        OpWriteBlockProto.Builder op = OpWriteBlockProto.newBuilder()
                .setHeader(header(block, clientName))
                .setStage(stage)
                .setPipelineSize(pipeline.size())
                .setMinBytesRcvd(0)
                .setMaxBytesRcvd(0)
                .setLatestGenerationStamp(block.block().generationStamp())
                .setRequestedChecksum(ProtoConversions.toProto(checksum))
                .setStorageType(ProtoConversions.storageType(pipeline.get(0).storageType()))
                .setStorageId(pipeline.get(0).storageId());
        for (BlockLocation next : pipeline.subList(1, pipeline.size())) {
            op.addTargets(ProtoConversions.toInfoProto(next.datanode(), next.rack()))
                    .addTargetStorageTypes(ProtoConversions.storageType(next.storageType()))
                    .addTargetStorageIds(next.storageId());
        }
        return op.build();
    }

    /**
     * The operation that reads a range.
     *
     * @param offset first byte wanted; the server begins at the chunk that holds it
     */
    public static OpReadBlockProto readBlock(
            ExtendedBlock block, String clientName, long offset, long length, boolean sendChecksums) {
        return OpReadBlockProto.newBuilder()
                .setHeader(header(block, clientName))
                .setOffset(offset)
                .setLen(length)
                .setSendChecksums(sendChecksums)
                .build();
    }

    /** The operation that asks a DataNode to copy its replica to others. */
    public static OpTransferBlockProto transferBlock(
            ExtendedBlock block, String clientName, List<BlockLocation> targets) throws HdfsException {
        OpTransferBlockProto.Builder op = OpTransferBlockProto.newBuilder().setHeader(header(block, clientName));
        for (BlockLocation target : targets) {
            op.addTargets(ProtoConversions.toInfoProto(target.datanode(), target.rack()))
                    .addTargetStorageTypes(ProtoConversions.storageType(target.storageType()))
                    .addTargetStorageIds(target.storageId());
        }
        return op.build();
    }

    /** A custom operation, to be followed by its request. */
    public static OpCustomProto custom(String id) {
        return OpCustomProto.newBuilder().setCustomId(id).build();
    }

    /** The request of {@link #VISIBLE_LENGTH}. */
    public static GetReplicaVisibleLengthRequestProto visibleLengthRequest(ExtendedBlock block) {
        return GetReplicaVisibleLengthRequestProto.newBuilder()
                .setBlock(ProtoConversions.toProto(block))
                .build();
    }

    /** The response of {@link #VISIBLE_LENGTH}, in bytes. */
    public static GetReplicaVisibleLengthResponseProto visibleLength(long bytes) {
        return GetReplicaVisibleLengthResponseProto.newBuilder()
                .setLength(bytes)
                .build();
    }

    public static BlockOpResponseProto response(Status status, String message) {
        BlockOpResponseProto.Builder response =
                BlockOpResponseProto.newBuilder().setStatus(status);
        if (!message.isEmpty()) {
            response.setMessage(message);
        }
        return response.build();
    }

    /**
     * The answer to the setup of a pipeline.
     *
     * @param firstBadLink {@code address:port} of the DataNode behind that it failed at, or empty
     */
    public static BlockOpResponseProto pipelineAnswer(Status status, String message, String firstBadLink) {
        return response(status, message).toBuilder()
                .setFirstBadLink(firstBadLink)
                .build();
    }

    /** The answer to one of Cairn's own operations that is refused; {@link #check} makes the same error of it again. */
    public static BlockOpResponseProto refusal(IOException refused) {
        ErrorCode code = refused instanceof HdfsException hdfs ? hdfs.code() : ErrorCode.IO;
        Status status = switch (code) {
            case REPLICA_NOT_FOUND -> Status.ERROR_INVALID;
            case RECOVERY_IN_PROGRESS -> Status.IN_PROGRESS;
            default -> Status.ERROR;
        };
        return response(status, String.valueOf(refused.getMessage()));
    }

    /**
     * Looks at the answer to one of Cairn's own operations.
     *
     * @throws HdfsException when it is a refusal: REPLICA_NOT_FOUND, RECOVERY_IN_PROGRESS, or IO for all others
     */
    public static void check(BlockOpResponseProto answer) throws HdfsException {
        if (answer.getStatus() == Status.SUCCESS) {
            return;
        }
        ErrorCode code = switch (answer.getStatus()) {
            case ERROR_INVALID -> ErrorCode.REPLICA_NOT_FOUND;
            case IN_PROGRESS -> ErrorCode.RECOVERY_IN_PROGRESS;
            default -> ErrorCode.IO;
        };
        throw new HdfsException(code, answer.getStatus() + " " + answer.getMessage());
    }

    /** What a reader sends after the last packet; {@code CHECKSUM_OK} when it verified everything. */
    public static ClientReadStatusProto readStatus(Status status) {
        return ClientReadStatusProto.newBuilder().setStatus(status).build();
    }
}
