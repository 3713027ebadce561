package dev.cairnfs.simulation.cluster;

import dev.cairnfs.simulation.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What is known of a file: what it must hold, how much of it at least and at most, and who writes it. */
final class LedgerFile {
    private String path;
    private final boolean shared;
    private final List<Segment> segments = new ArrayList<>();
    /** The length at which each writer after the first one has begun. */
    private final List<Long> begins = new ArrayList<>();

    private long attempted;
    private long synced;
    private long flushed;
    private long shown;
    private boolean gone;
    private boolean closed;
    private int cuts;
    private boolean cutting;
    private final TreeSet<String> touched = new TreeSet<>();
    private boolean powerLost;

    /** Bytes of the file that come from one key, from some place in its content on. */
    private record Segment(long from, long key, long keyOffset) {}

    /** @param shared whether others than its owner may change it */
    LedgerFile(String path, long key, boolean shared) {
        this.path = path;
        this.shared = shared;
        segments.add(new Segment(0, key, 0));
    }

    String path() {
        return path;
    }

    boolean isShared() {
        return shared;
    }

    boolean isGone() {
        return gone;
    }

    /** It was deleted, or may have been. */
    void deleted() {
        gone = true;
    }

    /** It is there after all; whoever has read it meanwhile may have seen anything. */
    void foundAgain() {
        gone = false;
        cuts++;
    }

    /** It has another name now. */
    void moved(String to) {
        path = to;
        foundAgain();
    }

    /** Closed, and of a length that is known. */
    boolean isClosed() {
        return closed && !cutting;
    }

    /** Of a file that is closed and that nobody else touches. */
    long length() {
        return synced;
    }

    byte[] content(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(offset + i);
        }
        return bytes;
    }

    private byte at(long offset) {
        Segment found = segments.get(0);
        for (Segment segment : segments) {
            if (segment.from() <= offset) {
                found = segment;
            }
        }
        return Content.at(found.key(), found.keyOffset() + offset - found.from());
    }

    // Writers.

    /** The writer of now. */
    int writer() {
        return begins.size();
    }

    /** Somebody else has the file now, with so many bytes in it, and may write other ones behind them. */
    void taken(String who, long length, long key) {
        InvariantViolation.check(
                length >= finalFloor(),
                () -> who + " got " + path + " with " + length + " bytes, of which " + finalFloor() + " must be there: "
                        + this);
        InvariantViolation.check(
                length <= attempted,
                () -> who + " got " + path + " with " + length + " bytes, to which only " + attempted
                        + " were written: " + this);
        begins.add(length);
        cutting = false;
        segments.removeIf(segment -> segment.from() > 0 && segment.from() >= length);
        segments.add(new Segment(length, key, 0));
        attempted = length;
        flushed = Math.min(flushed, length);
        shown = Math.min(shown, length);
        if (closed) {
            closed = false;
            touched.clear();
            powerLost = false;
        }
        cuts++;
    }

    void writing(int writer, long end) {
        if (writer == writer()) {
            attempted = Math.max(attempted, end);
        }
    }

    /** True when this is still the writer. What a former one is told to be stored must be there. */
    private boolean isCurrent(int writer, long end) {
        if (writer == writer()) {
            return true;
        }
        long begin = begins.get(writer);
        InvariantViolation.check(
                end <= begin,
                () -> "two writers: " + path + " was taken over with " + begin + " bytes, and its former writer was"
                        + " told that " + end + " are stored: " + this);
        return false;
    }

    void flushed(int writer, long end) {
        if (isCurrent(writer, end)) {
            flushed = Math.max(flushed, end);
        }
    }

    void synced(int writer, long end) {
        if (isCurrent(writer, end)) {
            synced = Math.max(synced, end);
            flushed = Math.max(flushed, end);
        }
    }

    void closed(int writer, long length) {
        if (isCurrent(writer, length)) {
            synced(writer, length);
            closed = true;
        }
    }

    /** It may be open again: somebody has asked for it, and does not know whether he got it. */
    void maybeOpen() {
        closed = false;
    }

    // Changes of length and place.

    /** It may be cut to this length from now on; until that is done readers may find it as it was. */
    void cutting(long length) {
        cuts++;
        cutting = true;
        synced = Math.min(synced, length);
        flushed = Math.min(flushed, length);
        shown = Math.min(shown, length);
    }

    /** It has this length. */
    void cut(long length) {
        cuts++;
        cutting = false;
        attempted = length;
        synced = length;
        flushed = length;
        shown = Math.min(shown, length);
    }

    /** Another file's content comes behind this one's. */
    void concatenated(LedgerFile other) {
        long base = synced;
        for (Segment segment : other.segments) {
            if (segment.from() < other.length()) {
                segments.add(new Segment(base + segment.from(), segment.key(), segment.keyOffset()));
            }
        }
        synced = base + other.length();
        flushed = synced;
        attempted = synced;
        foundAgain();
    }

    /** Something has happened to a DataNode that may be in the pipeline. */
    void nodeFailed(String host, boolean power) {
        if (!closed) {
            touched.add(host);
            powerLost |= power;
        }
    }

    /**
     * So many bytes every reader must find. What was only flushed may go with the power of one DataNode, when something
     * happens to a second one; what was synced stays.
     */
    long floor() {
        return flushCounts() ? Math.max(synced, flushed) : synced;
    }

    /**
     * So many bytes must be there when nobody writes it any more: also those that some reader has been shown. While it is
     * being written, the only DataNode that knows of their acks may be away.
     */
    long finalFloor() {
        return flushCounts() ? Math.max(floor(), shown) : synced;
    }

    private boolean flushCounts() {
        return closed || !powerLost || touched.size() <= 1;
    }

    /** Grows with each change that may make the file shorter, or change what is behind its end. */
    int cuts() {
        return cuts;
    }

    /** A reader has read all of it, when this was the floor as it began. */
    void read(String who, byte[] bytes, long floorBefore, int cutsBefore) {
        if (cuts != cutsBefore) {
            return;
        }
        // What has gone with a DataNode's power meanwhile is forgiven.
        long wanted = Math.min(floorBefore, finalFloor());
        InvariantViolation.check(
                bytes.length >= wanted,
                () -> who + " saw " + bytes.length + " bytes of " + path + ", of which " + wanted + " must be there: "
                        + this);
        InvariantViolation.check(
                bytes.length <= attempted,
                () -> who + " saw " + bytes.length + " bytes of " + path + ", to which only " + attempted
                        + " were written: " + this);
        for (int i = 0; i < bytes.length; i++) {
            int place = i;
            InvariantViolation.check(
                    bytes[i] == at(i), () -> who + " saw a wrong byte at " + place + " of " + path + ": " + this);
        }
        if (!cutting) {
            shown = Math.max(shown, bytes.length);
        }
    }

    @Override
    public String toString() {
        return "synced " + synced + ", flushed " + flushed + ", shown " + shown + ", attempted " + attempted
                + (closed ? ", closed" : ", open") + ", writer " + writer() + " of " + begins + ", failed nodes "
                + touched + (powerLost ? " with power" : "") + ", segments " + segments;
    }
}
