package dev.cairnfs.namenode.image;

/**
 * The file's layout; all numbers little-endian.
 *
 * <pre>
 * header   magic "CAIRNIMG", layout version int, last txid long, number of sections int, CRC32C of these int
 * section  length of the name byte, name, version int, length long, CRC32C of these int; content; CRC32C of it int
 * ...
 * trailer  magic "CAIRNEND", length of the whole file long, CRC32C of these int
 * </pre>
 */
final class ImageFormat {
    static final byte[] MAGIC = {'C', 'A', 'I', 'R', 'N', 'I', 'M', 'G'};
    static final byte[] END_MAGIC = {'C', 'A', 'I', 'R', 'N', 'E', 'N', 'D'};

    /** Raised when sections appear or go, or this layout changes. */
    static final int LAYOUT_VERSION = 1;

    static final int HEADER_BYTES = 8 + Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES;
    static final int TRAILER_BYTES = 8 + Long.BYTES + Integer.BYTES;
    static final int SECTION_NAME_BYTES_MAX = 127;

    /** What a section costs beside its name and content. */
    static final int SECTION_FRAME_BYTES = 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES;

    static final int BUFFER_BYTES = 1 << 20;

    private ImageFormat() {}
}
