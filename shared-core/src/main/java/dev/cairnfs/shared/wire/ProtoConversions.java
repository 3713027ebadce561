package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.checksum.ChecksumType;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ChecksumTypeProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeIDProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeInfoProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ExtendedBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.StorageTypeProto;

/** Between our values and HDFS's messages. */
public final class ProtoConversions {
    private ProtoConversions() {}

    public static ExtendedBlockProto toProto(ExtendedBlock block) {
        return ExtendedBlockProto.newBuilder()
                .setPoolId(block.poolId())
                .setBlockId(block.block().blockId())
                .setGenerationStamp(block.block().generationStamp())
                .setNumBytes(block.block().numBytes())
                .build();
    }

    public static ExtendedBlock fromProto(ExtendedBlockProto proto) {
        return new ExtendedBlock(
                proto.getPoolId(), new Block(proto.getBlockId(), proto.getGenerationStamp(), proto.getNumBytes()));
    }

    /** The advertised host serves as address and as host name; Cairn's DataNodes have no IPC port. */
    public static DatanodeIDProto toProto(DatanodeId id) {
        return DatanodeIDProto.newBuilder()
                .setIpAddr(id.host())
                .setHostName(id.host())
                .setDatanodeUuid(id.uuid())
                .setXferPort(id.transferPort())
                .setInfoPort(id.httpPort())
                .setIpcPort(0)
                .build();
    }

    public static DatanodeId fromProto(DatanodeIDProto proto) {
        return new DatanodeId(proto.getDatanodeUuid(), proto.getIpAddr(), proto.getXferPort(), proto.getInfoPort());
    }

    /** The identity with the fields that a data-transfer operation needs; sizes and loads are left out. */
    public static DatanodeInfoProto toInfoProto(DatanodeId id, String rack) {
        return DatanodeInfoProto.newBuilder()
                .setId(toProto(id))
                .setLocation(rack)
                .build();
    }

    /** {@code address:port}, the form in which HDFS's clients compare a bad link with the nodes of their pipeline. */
    public static String transferAddress(DatanodeInfoProto proto) {
        return proto.getId().getIpAddr() + ":" + proto.getId().getXferPort();
    }

    public static ChecksumProto toProto(DataChecksum checksum) {
        ChecksumTypeProto type = switch (checksum.type()) {
            case NULL -> ChecksumTypeProto.CHECKSUM_NULL;
            case CRC32 -> ChecksumTypeProto.CHECKSUM_CRC32;
            case CRC32C -> ChecksumTypeProto.CHECKSUM_CRC32C;
        };
        return ChecksumProto.newBuilder()
                .setType(type)
                .setBytesPerChecksum(checksum.bytesPerChecksum())
                .build();
    }

    /**
     * The checksum that the message names.
     *
     * @throws HdfsException when the chunk size is out of range
     */
    public static DataChecksum fromProto(ChecksumProto proto) throws HdfsException {
        return DataChecksum.of(ChecksumType.ofCode(proto.getType().getNumber()), proto.getBytesPerChecksum());
    }

    /**
     * The message value of a storage type.
     *
     * @param storageType {@code DISK}, {@code SSD}, ...
     * @throws HdfsException ({@link ErrorCode#ILLEGAL_ARGUMENT}) for a type that HDFS does not know
     */
    public static StorageTypeProto storageType(String storageType) throws HdfsException {
        try {
            return StorageTypeProto.valueOf(storageType);
        } catch (IllegalArgumentException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "unknown storage type " + storageType, e);
        }
    }
}
