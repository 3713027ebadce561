package dev.cairnfs.namenode.journal;

import com.google.protobuf.CodedOutputStream;
import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the frames of one round in memory. */
final class RoundEncoder {
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] buffer = new byte[64 << 10];
    private int length;
    private long firstTxid;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    long lastTxid() {
        return firstTxid + count - 1;
    }

    /** Adds the record with the txid that follows the last one, or the round's first. */
    void add(long txid, EditRecord record) {
        if (count == 0) {
            firstTxid = txid;
        } else if (txid != firstTxid + count) {
            throw new IllegalStateException("txid " + txid + " does not follow " + lastTxid());
        }
        int payload = record.getSerializedSize();
        if (payload == 0 || payload > SegmentFormat.PAYLOAD_MAX_BYTES) {
            throw new IllegalStateException("a record of " + payload + " bytes cannot be journaled");
        }
        int start = length;
        int end = Math.addExact(start, payload + SegmentFormat.FRAME_EXTRA_BYTES);
        if (end > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(end, buffer.length * 2));
        }
        ByteBuffer head = ByteBuffer.wrap(buffer);
        head.position(start);
        head.putInt(payload).putLong(txid).putInt(count);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(buffer, head.position(), payload);
            record.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            // It writes to memory that was measured for it.
            throw new UncheckedIOException(e);
        }
        int checked = payload + SegmentFormat.FRAME_HEAD_BYTES;
        head.putInt(start + checked, SegmentFormat.crc(buffer, start, checked));
        length = end;
        count++;
    }

    /** The frames so far; valid until the next change. */
    ByteBuffer frames() {
        return ByteBuffer.wrap(buffer, 0, length);
    }

    void clear() {
        length = 0;
        count = 0;
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[KEPT_BYTES];
        }
    }
}
