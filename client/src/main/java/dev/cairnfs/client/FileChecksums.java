package dev.cairnfs.client;

import dev.cairnfs.client.read.BlockDigests;
import dev.cairnfs.client.read.BlockDigests.BlockDigest;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.checksum.ChecksumType;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a file's checksum of its blocks' digests. HDFS digests the whole buffer in which it gathered them, which begins
 * with 32 bytes and doubles, and so the zeros behind the last one count: this does the same, or no checksum would match.
 */
final class FileChecksums {
    private static final int FIRST_BUFFER_BYTES = 32;
    private static final int MD5_BYTES = 16;

    private FileChecksums() {}

    static FileChecksum of(String path, List<LocatedBlock> blocks, TransferContext context) throws IOException {
        byte[] gathered = new byte[FIRST_BUFFER_BYTES];
        int length = 0;
        BlockDigest first = null;
        for (LocatedBlock block : blocks) {
            BlockDigest digest = BlockDigests.of(block, context);
            if (first == null) {
                first = digest;
            } else if (!first.checksum().equals(digest.checksum())) {
                throw new HdfsException(ErrorCode.IO, "the blocks of " + path + " are summed in different ways");
            }
            if (length + MD5_BYTES > gathered.length) {
                gathered = Arrays.copyOf(gathered, gathered.length * 2);
            }
            System.arraycopy(HexFormat.of().parseHex(digest.md5()), 0, gathered, length, MD5_BYTES);
            length += MD5_BYTES;
        }
        String md5 = HexFormat.of().formatHex(md5(gathered));
        if (first == null) {
            return new FileChecksum(0, 0, ChecksumType.CRC32, md5);
        }
        long perBlock = blocks.size() > 1 ? first.checksumsPerBlock() : 0;
        return new FileChecksum(
                first.checksum().bytesPerChecksum(), perBlock, first.checksum().type(), md5);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
