package dev.cairnfs.shared.checksum;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** How a chunk is summed. The codes are those of meta files and of {@code ChecksumTypeProto}. */
public enum ChecksumType {
    /** No checksums at all. */
    NULL(0, 0),
    CRC32(1, 4),
    CRC32C(2, 4);

    private final int code;
    private final int size;

    ChecksumType(int code, int size) {
        this.code = code;
        this.size = size;
    }

    public int code() {
        return code;
    }

    /** Bytes that the checksum of one chunk takes. */
    public int size() {
        return size;
    }

    /**
     * The type of a code on the wire.
     *
     * @throws HdfsException ({@link ErrorCode#IO}) for a code that HDFS does not define
     */
    public static ChecksumType ofCode(int code) throws HdfsException {
        for (ChecksumType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new HdfsException(ErrorCode.IO, "unknown checksum type " + code);
    }
}
