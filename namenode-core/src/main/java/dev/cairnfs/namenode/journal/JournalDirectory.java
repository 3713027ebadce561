package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One directory of the journal: in use, or dropped since a failure until a roll brings it back. */
final class JournalDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDirectory.class);
    static final String SEEN_TXID = "seen_txid";
    /** A segment in progress that is not needed: another directory has all of it. */
    static final String STALE = ".stale";
    /** A segment in progress of which another directory is known to have more. */
    private static final String BEHIND = ".behind";

    private final JournalStorage storage;
    private final int preallocationBytes;
    private @Nullable SegmentWriter segment;
    private @Nullable String failure;
    /** Since the failure, what was in progress has been set aside. */
    private boolean aside;

    JournalDirectory(JournalStorage storage, int preallocationBytes) {
        this.storage = storage;
        this.preallocationBytes = preallocationBytes;
    }

    JournalStorage storage() {
        return storage;
    }

    boolean isFailed() {
        return failure != null;
    }

    JournalStatus.Directory status() {
        return new JournalStatus.Directory(storage.location(), failure);
    }

    /** Begins a segment, after a failure too: then what was left in progress is set aside. */
    void begin(long firstTxid) throws IOException {
        if (failure != null) {
            setAsideInProgress(STALE);
            aside = true;
        }
        segment = SegmentWriter.create(storage, firstTxid, preallocationBytes);
        SmallFile.replace(storage, SEEN_TXID, (firstTxid + "\n").getBytes(StandardCharsets.US_ASCII));
        failure = null;
    }

    /**
     * To be called once another directory has more than this failed one: what it has in progress must not be taken for the
     * journal's end, should the other directory be unreadable at the next start. It may well fail.
     */
    void markBehind() {
        if (failure == null || aside) {
            return;
        }
        aside = true;
        try {
            setAsideInProgress(BEHIND);
        } catch (IOException e) {
            LOG.warn("What {} has in progress could not be set aside: {}", storage.location(), e.toString());
        }
    }

    /** The segment that was set aside under this file name because another directory had more; null for another file. */
    static @Nullable SegmentName behind(String file) {
        return without(BEHIND, file);
    }

    private static @Nullable SegmentName without(String suffix, String file) {
        return file.endsWith(suffix) ? SegmentName.parse(file.substring(0, file.length() - suffix.length())) : null;
    }

    private void setAsideInProgress(String suffix) throws IOException {
        for (String file : storage.list()) {
            SegmentName name = SegmentName.parse(file);
            if (name != null && name.isInProgress()) {
                storage.rename(file, file + suffix);
            }
        }
        storage.sync();
    }

    void write(ByteBuffer frames) throws IOException {
        writer().write(frames);
    }

    void force() throws IOException {
        writer().force();
    }

    void mark(long syncedTxid) throws IOException {
        writer().mark(syncedTxid);
    }

    void finish(long lastTxid) throws IOException {
        SegmentWriter finished = writer();
        finished.finish(lastTxid);
        segment = null;
    }

    /** Stops using the directory. What is in it stays as it is. */
    void drop(IOException cause) {
        if (segment != null) {
            segment.closeAfter(cause);
        }
        segment = null;
        aside = false;
        failure = String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    /** Removes what ends below the txid: final segments, and those that failures left behind. */
    void purgeBefore(long txid) throws IOException {
        List<String> files = storage.list();
        for (String file : files) {
            SegmentName stale = without(STALE, file);
            SegmentName setAside = stale == null ? behind(file) : stale;
            SegmentName name = setAside == null ? SegmentName.parse(file) : setAside;
            if (name != null
                    && (name.isInProgress() ? setAside != null && name.firstTxid() < txid : name.lastTxid() < txid)) {
                storage.delete(file);
            }
        }
    }

    private SegmentWriter writer() {
        if (segment == null) {
            throw new IllegalStateException("no segment is open in " + storage.location());
        }
        return segment;
    }
}
