package dev.cairnfs.client.read;

import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.ProtoConversions;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks DataNodes for the digests of blocks. */
public final class BlockDigests {
    private static final Logger LOG = LoggerFactory.getLogger(BlockDigests.class);
    private static final int INPUT_CAPACITY = 4096;
    private static final int MD5_LENGTH = 16;

    private BlockDigests() {}

    /**
     * What a DataNode says of a block.
     *
     * @param md5 over the checksums of all its chunks, in hexadecimal digits
     */
    public record BlockDigest(DataChecksum checksum, long checksumsPerBlock, String md5) {}

    /** The digest of a block, from the first replica whose DataNode answers. */
    public static BlockDigest of(LocatedBlock block, TransferContext context) throws IOException {
        IOException last = new HdfsException(ErrorCode.IO, "no replica of " + block.block() + " is known");
        for (BlockLocation location : block.locations()) {
            try {
                return ask(block, location, context);
            } catch (IOException e) {
                LOG.info(
                        "no digest of {} from {}: {}",
                        block.block(),
                        location.datanode().transferAddress(),
                        e.toString());
                last = e;
            }
        }
        throw new HdfsException(
                ErrorCode.IO, "Fail to get block checksum for " + block.block() + ": " + last.getMessage(), last);
    }

    private static BlockDigest ask(LocatedBlock block, BlockLocation location, TransferContext context)
            throws IOException {
        OpBlockChecksumProto request = OpBlockChecksumProto.newBuilder()
                .setHeader(DataTransferMessages.baseHeader(block.block()))
                .build();
        try (DatanodeConnection connection = DatanodeConnection.open(location.datanode(), context, INPUT_CAPACITY)) {
            connection.send(DataTransferFrames.encodeOp(DataTransferOp.BLOCK_CHECKSUM, request));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS || !answer.hasChecksumResponse()) {
                throw new IOException(answer.getStatus() + " " + answer.getMessage());
            }
            OpBlockChecksumResponseProto digest = answer.getChecksumResponse();
            if (digest.getBlockChecksum().size() != MD5_LENGTH) {
                throw new IOException("a digest of " + digest.getBlockChecksum().size() + " bytes");
            }
            ChecksumProto checksum = ChecksumProto.newBuilder()
                    .setType(digest.getCrcType())
                    .setBytesPerChecksum(digest.getBytesPerCrc())
                    .build();
            return new BlockDigest(
                    ProtoConversions.fromProto(checksum),
                    digest.getCrcPerBlock(),
                    HexFormat.of().formatHex(digest.getBlockChecksum().toByteArray()));
        }
    }
}
