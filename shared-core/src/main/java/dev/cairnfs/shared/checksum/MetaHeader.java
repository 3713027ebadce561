package dev.cairnfs.shared.checksum;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.nio.ByteBuffer;

/** The first seven bytes of a {@code blk_ID_GS.meta} file: version 1 in two bytes, then the checksum header. */
public final class MetaHeader {
    public static final short VERSION = 1;

    /** Where the first checksum stands in a meta file. */
    public static final int SIZE = 2 + DataChecksum.HEADER_SIZE;

    private MetaHeader() {}

    public static void put(DataChecksum checksum, ByteBuffer out) {
        out.putShort(VERSION);
        checksum.putHeader(out);
    }

    /**
     * Reads the header.
     *
     * @throws HdfsException ({@link ErrorCode#IO}) when it is too short, of another version, or names no known checksum
     */
    public static DataChecksum read(ByteBuffer in) throws HdfsException {
        if (in.remaining() < SIZE) {
            throw new HdfsException(ErrorCode.IO, "a meta header of " + in.remaining() + " bytes is too short");
        }
        short version = in.getShort();
        if (version != VERSION) {
            throw new HdfsException(ErrorCode.IO, "unknown meta file version " + version);
        }
        return DataChecksum.readHeader(in);
    }
}
