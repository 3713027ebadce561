package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One directory of the journal: in use, or dropped since a failure until a roll brings it back. */
final class JournalDirectory {
    static final String SEEN_TXID = "seen_txid";
    static final String STALE = ".stale";

    private final JournalStorage storage;
    private final int preallocationBytes;
    private @Nullable SegmentWriter segment;
    private @Nullable String failure;

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
            setAsideInProgress();
        }
        segment = SegmentWriter.create(storage, firstTxid, preallocationBytes);
        SmallFile.replace(storage, SEEN_TXID, (firstTxid + "\n").getBytes(StandardCharsets.US_ASCII));
        failure = null;
    }

    private void setAsideInProgress() throws IOException {
        for (String file : storage.list()) {
            SegmentName name = SegmentName.parse(file);
            if (name != null && name.isInProgress()) {
                storage.rename(file, file + STALE);
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
        failure = String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    /** Removes what ends below the txid: final segments, and those that failures left behind. */
    void purgeBefore(long txid) throws IOException {
        List<String> files = storage.list();
        for (String file : files) {
            boolean stale = file.endsWith(STALE);
            SegmentName name = SegmentName.parse(stale ? file.substring(0, file.length() - STALE.length()) : file);
            if (name != null && (name.isInProgress() ? stale && name.firstTxid() < txid : name.lastTxid() < txid)) {
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
