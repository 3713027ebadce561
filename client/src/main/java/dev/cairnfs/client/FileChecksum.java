package dev.cairnfs.client;

import dev.cairnfs.shared.checksum.ChecksumType;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;

/**
 * HDFS's checksum of a file: the MD5 over the MD5s of its blocks' chunk checksums. Equal contents have equal checksums
 * only where chunk and block sizes are equal, too.
 *
 * @param bytesPerChecksum chunk size; 0 for an empty file
 * @param checksumsPerBlock chunks of a full block; 0 where there is one block or none
 * @param md5 16 bytes in hexadecimal digits
 */
public record FileChecksum(int bytesPerChecksum, long checksumsPerBlock, ChecksumType type, String md5) {
    /** Bytes of the encoded form that count. */
    public static final int LENGTH = Integer.BYTES + Long.BYTES + 16;

    /** HDFS hands its buffer out with the four bytes of zeros that follow, and clients compare it so. */
    private static final int PADDED_LENGTH = 32;

    public FileChecksum {
        Objects.requireNonNull(type);
    }

    /** The name that HDFS gives it, for example {@code MD5-of-0MD5-of-512CRC32C}. */
    public String algorithm() {
        return "MD5-of-" + checksumsPerBlock + "MD5-of-" + bytesPerChecksum + type;
    }

    /** The encoded form in hexadecimal digits, padded as WebHDFS sends it. */
    public String paddedHex() {
        ByteBuffer bytes = ByteBuffer.allocate(PADDED_LENGTH);
        bytes.putInt(bytesPerChecksum)
                .putLong(checksumsPerBlock)
                .put(HexFormat.of().parseHex(md5));
        return HexFormat.of().formatHex(bytes.array());
    }
}
