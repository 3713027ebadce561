package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** The operations of HDFS's DataTransferProtocol, with their one-byte codes. */
public enum DataTransferOp {
    WRITE_BLOCK(80),
    READ_BLOCK(81),
    READ_METADATA(82),
    REPLACE_BLOCK(83),
    COPY_BLOCK(84),
    BLOCK_CHECKSUM(85),
    TRANSFER_BLOCK(86),
    REQUEST_SHORT_CIRCUIT_FDS(87),
    RELEASE_SHORT_CIRCUIT_FDS(88),
    REQUEST_SHORT_CIRCUIT_SHM(89),
    BLOCK_GROUP_CHECKSUM(90),
    CUSTOM(127);

    private final int code;

    DataTransferOp(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * The operation of a code on the wire.
     *
     * @throws HdfsException ({@link ErrorCode#IO}) for a code that the protocol does not define
     */
    public static DataTransferOp ofCode(int code) throws HdfsException {
        for (DataTransferOp op : values()) {
            if (op.code == code) {
                return op;
            }
        }
        throw new HdfsException(ErrorCode.IO, "unknown operation " + code);
    }
}
