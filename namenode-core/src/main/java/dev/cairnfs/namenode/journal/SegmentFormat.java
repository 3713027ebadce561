package dev.cairnfs.namenode.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, all integers big-endian.
 *
 * <p>Header, {@value #HEADER_BYTES} bytes: magic (8), layout version (4), first txid (8), zero (8), CRC32C of these (4).
 *
 * <p>Frame: payload length (4), txid (8), index in its round (4), payload (an {@code EditRecord}), CRC32C of all of it
 * (4). A round is what one sync made durable. A round is written only after the one before is durable, so a frame that
 * can be read proves that every record before its round was synced. This is what tells a torn tail from corruption even
 * when a power cut keeps later sectors and loses earlier ones.
 *
 * <p>Sync mark, {@value #MARK_BYTES} bytes: a frame without payload whose length is -1 and whose txid is the last durable
 * one. It is written behind the last frame after the sync, and the next round overwrites it. It proves the same for the
 * last round of a process that was killed.
 */
final class SegmentFormat {
    static final int LAYOUT_VERSION = 1;
    static final int HEADER_BYTES = 32;
    static final int FRAME_HEAD_BYTES = 16;
    static final int FRAME_EXTRA_BYTES = FRAME_HEAD_BYTES + 4;
    static final int MARK_BYTES = FRAME_EXTRA_BYTES;
    static final int MARK_LENGTH = -1;
    /** Longer payloads are refused when written and taken for damage when read. */
    static final int PAYLOAD_MAX_BYTES = 4 << 20;

    private static final byte[] MAGIC = "CairnEdt".getBytes(StandardCharsets.US_ASCII);

    private SegmentFormat() {}

    static ByteBuffer header(long firstTxid) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.put(MAGIC).putInt(LAYOUT_VERSION).putLong(firstTxid).putLong(0);
        header.putInt(crc(header.array(), 0, HEADER_BYTES - 4));
        return header.flip();
    }

    static ByteBuffer mark(long syncedTxid) {
        ByteBuffer mark = ByteBuffer.allocate(MARK_BYTES);
        mark.putInt(MARK_LENGTH).putLong(syncedTxid).putInt(0);
        mark.putInt(crc(mark.array(), 0, FRAME_HEAD_BYTES));
        return mark.flip();
    }

    static boolean isHeader(byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[at + i] != MAGIC[i]) {
                return false;
            }
        }
        return header.getInt(at + HEADER_BYTES - 4) == crc(bytes, at, HEADER_BYTES - 4);
    }

    static int headerVersion(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at + MAGIC.length);
    }

    static long headerFirstTxid(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getLong(at + MAGIC.length + 4);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
