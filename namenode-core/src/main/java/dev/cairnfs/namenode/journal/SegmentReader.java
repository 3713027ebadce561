package dev.cairnfs.namenode.journal;

import com.google.protobuf.CodedInputStream;
import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment from the beginning and judges its end.
 *
 * <p>Where the good records end, the rest of the file is searched. If anything valid in it proves that the record which
 * should follow was synced once, the segment is corrupt. Otherwise the rest is a torn tail, or only preallocated zeros. A
 * segment that the disk cannot read is a damaged one.
 */
final class SegmentReader implements AutoCloseable {
    /**
     * How a segment ended.
     *
     * @param lastTxid the last good record's; one less than the first txid when there is none
     * @param endOffset where the good records end
     * @param tornBytes bytes, other than zeros and a sync mark, that were dropped behind them
     */
    record End(long lastTxid, long endOffset, long tornBytes) {}

    private final String where;
    private final SegmentName name;
    private final SegmentInput in;
    private long offset;
    private long nextTxid;

    private SegmentReader(String where, SegmentName name, SegmentInput in) {
        this.where = where;
        this.name = name;
        this.in = in;
        this.nextTxid = name.firstTxid();
    }

    static SegmentReader open(JournalStorage storage, SegmentName name) throws IOException {
        String where = storage.location() + "/" + name.fileName();
        try {
            return new SegmentReader(where, name, new SegmentInput(storage.open(name.fileName())));
        } catch (IOException e) {
            throw unreadable(where, 0, name.firstTxid() - 1, e);
        }
    }

    private static JournalCorruptException unreadable(String where, long at, long provenTxid, IOException cause) {
        JournalCorruptException damage =
                new JournalCorruptException(where, at, provenTxid, "The journal cannot be read: " + cause.getMessage());
        damage.initCause(cause);
        return damage;
    }

    /**
     * Reads all records.
     *
     * @param fromTxid records below are checked, but not handed on
     * @param consumer null to check only
     * @throws JournalCorruptException when the segment is damaged, or a final one does not end with its last txid
     */
    End readAll(long fromTxid, @Nullable RecordConsumer consumer) throws IOException {
        try {
            return read(fromTxid, consumer);
        } catch (IOException e) {
            IOException cause = in.unreadable();
            if (cause == null) {
                throw e;
            }
            // Whatever looks wrong, this is the reason.
            long proven = e instanceof JournalCorruptException corrupt ? corrupt.provenTxid() : nextTxid - 1;
            throw unreadable(where, in.unreadableOffset(), proven, cause);
        }
    }

    private End read(long fromTxid, @Nullable RecordConsumer consumer) throws IOException {
        if (!readHeader()) {
            requireReadable(-1);
            return new End(name.firstTxid() - 1, 0, in.size());
        }
        while (nextFrameIsGood()) {
            int payload = in.intAt(offset);
            if (consumer != null && nextTxid >= fromTxid) {
                consumer.accept(nextTxid, parse(payload));
            }
            nextTxid++;
            offset += payload + SegmentFormat.FRAME_EXTRA_BYTES;
        }
        return judgeEnd();
    }

    private boolean readHeader() throws IOException {
        if (!in.has(0, SegmentFormat.HEADER_BYTES) || !SegmentFormat.isHeader(in.bytes(), in.index(0))) {
            // The header is synced before any record is written, so a record proves that the header was whole.
            Evidence evidence = search(0);
            if (!name.isInProgress() || evidence.offset() >= 0) {
                throw new JournalCorruptException(
                        where, 0, evidence.txid(), "The journal is corrupt: bad segment header");
            }
            return false;
        }
        int version = SegmentFormat.headerVersion(in.bytes(), in.index(0));
        if (version != SegmentFormat.LAYOUT_VERSION) {
            throw new IOException("The journal segment " + where + " has layout version " + version
                    + "; this version of Cairn reads " + SegmentFormat.LAYOUT_VERSION);
        }
        if (SegmentFormat.headerFirstTxid(in.bytes(), in.index(0)) != name.firstTxid()) {
            throw corrupt(0, "The journal is corrupt: the header's first txid is not the file name's");
        }
        offset = SegmentFormat.HEADER_BYTES;
        return true;
    }

    private boolean nextFrameIsGood() throws IOException {
        return isFrame(offset, false) && in.longAt(offset + 4) == nextTxid;
    }

    /** Is there a whole frame, or with {@code orMark} a sync mark, at the offset? */
    private boolean isFrame(long at, boolean orMark) throws IOException {
        if (!in.has(at, SegmentFormat.FRAME_EXTRA_BYTES)) {
            return false;
        }
        int length = in.intAt(at);
        if (length == SegmentFormat.MARK_LENGTH && orMark) {
            return crcMatches(at, SegmentFormat.FRAME_HEAD_BYTES);
        }
        if (length <= 0 || length > SegmentFormat.PAYLOAD_MAX_BYTES) {
            return false;
        }
        return in.has(at, length + SegmentFormat.FRAME_EXTRA_BYTES)
                && crcMatches(at, SegmentFormat.FRAME_HEAD_BYTES + length);
    }

    private boolean crcMatches(long at, int length) {
        return SegmentFormat.crc(in.bytes(), in.index(at), length) == in.intAt(at + length);
    }

    private EditRecord parse(int length) throws IOException {
        int at = in.index(offset + SegmentFormat.FRAME_HEAD_BYTES);
        try {
            EditRecord record = EditRecord.parseFrom(CodedInputStream.newInstance(in.bytes(), at, length));
            if (record.getOpCase() == EditRecord.OpCase.OP_NOT_SET) {
                throw corrupt(offset, "The journal holds an operation that this version of Cairn does not know,");
            }
            return record;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            JournalCorruptException corrupt = corrupt(offset, "The journal is corrupt: a record cannot be parsed");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private End judgeEnd() throws IOException {
        Evidence evidence = search(offset);
        if (evidence.txid() >= nextTxid) {
            throw new JournalCorruptException(
                    where,
                    offset,
                    evidence.txid(),
                    "The journal is corrupt: the record with txid " + nextTxid
                            + " was synced, as what stands at offset " + evidence.offset()
                            + " proves, and is bad now,");
        }
        requireReadable(evidence.txid());
        if (!name.isInProgress() && nextTxid - 1 != name.lastTxid()) {
            throw corrupt(offset, "The journal is corrupt: the record with txid " + nextTxid + " is bad");
        }
        return new End(nextTxid - 1, offset, tornBytes());
    }

    /** What cannot be read may have been a record. */
    private void requireReadable(long provenTxid) throws JournalCorruptException {
        IOException cause = in.unreadable();
        if (cause != null && (name.isInProgress() || nextTxid - 1 != name.lastTxid())) {
            throw unreadable(where, in.unreadableOffset(), Math.max(provenTxid, nextTxid - 1), cause);
        }
    }

    private long tornBytes() throws IOException {
        long from = isFrame(offset, true) ? offset + SegmentFormat.MARK_BYTES : offset;
        long end = from;
        for (long at = in.skipZeros(from); at < in.size(); at = in.skipZeros(at + 1)) {
            end = at + 1;
        }
        return end - from;
    }

    /**
     * What the rest of the file proves.
     *
     * @param offset of the first frame or sync mark found
     * @param txid the highest txid that must have been durable; -1 when nothing was found
     */
    private record Evidence(long offset, long txid) {
        static final Evidence NONE = new Evidence(-1, -1);
    }

    private Evidence search(long from) throws IOException {
        Evidence found = Evidence.NONE;
        long at = in.skipZeros(from);
        long searched = from;
        while (at < in.size()) {
            // A length is at least 1 and fits 23 bits: of a frame's first four bytes only the leading ones may be zero.
            long next = at + 1;
            for (long start = Math.max(searched, at - 3); start <= at; start++) {
                if (isFrame(start, true)) {
                    long proven = provenBy(start);
                    found = new Evidence(found.offset() < 0 ? start : found.offset(), Math.max(found.txid(), proven));
                    next = start + SegmentFormat.FRAME_EXTRA_BYTES + Math.max(0, in.intAt(start));
                    searched = next;
                    break;
                }
            }
            at = in.skipZeros(next);
        }
        return found;
    }

    /** The highest txid that must have been durable when the frame was written. */
    private long provenBy(long at) {
        long txid = in.longAt(at + 4);
        return in.intAt(at) == SegmentFormat.MARK_LENGTH ? txid : txid - in.intAt(at + 12) - 1;
    }

    private JournalCorruptException corrupt(long at, String what) {
        return new JournalCorruptException(where, at, name.lastTxid(), what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
