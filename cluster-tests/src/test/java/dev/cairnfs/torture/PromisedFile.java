package dev.cairnfs.torture;

/** What is known of one file by the ledgers and the readers; guarded by its {@link LedgerBook}. */
final class PromisedFile {
    private final String path;
    private final int replication;
    private final long era;
    private boolean created;
    private boolean deleting;
    private boolean deleted;
    private boolean closed;
    /** It may be longer for a while than it is going to be. */
    private boolean beingCut;

    private long visible;
    private long seen;
    private long synced;
    private long changes;

    /** A file that a writer is about to create. */
    PromisedFile(String path, int replication, long era) {
        this.path = path;
        this.replication = replication;
        this.era = era;
    }

    /**
     * How a file stands: a copy, for one check.
     *
     * @param visible bytes that the writer was told are visible
     * @param seen bytes that a reader was shown, no less than {@code visible}
     * @param synced bytes that the writer was told are on disk
     * @param changes grows with everything that ends a promise or makes an exact one
     */
    record State(
            String path,
            int replication,
            long era,
            boolean created,
            boolean deleting,
            boolean deleted,
            boolean closed,
            long visible,
            long seen,
            long synced,
            long changes) {}

    State state() {
        return new State(path, replication, era, created, deleting, deleted, closed, visible, seen, synced, changes);
    }

    /** A reader has been shown so many bytes. */
    void seen(long length) {
        if (!beingCut) {
            seen = Math.max(seen, length);
        }
    }

    void apply(Ledger.Line line) {
        switch (line.kind()) {
            case CREATED -> created = true;
            case FLUSHED -> flushed(line.number());
            case SYNCED -> synced(line.number());
            case CLOSED -> {
                synced(line.number());
                closed = true;
                changes++;
            }
            case APPENDING -> reopened();
            case TRUNCATING -> {
                reopened();
                beingCut = true;
                visible = Math.min(visible, line.number());
                seen = Math.min(seen, line.number());
                synced = Math.min(synced, line.number());
            }
            case DELETING -> {
                deleting = true;
                changes++;
            }
            case DELETED -> {
                deleted = true;
                changes++;
            }
            case CREATING, FAILED, BROKEN -> {}
        }
    }

    private void flushed(long length) {
        beingCut = false;
        visible = Math.max(visible, length);
        seen = Math.max(seen, length);
    }

    private void synced(long length) {
        synced = Math.max(synced, length);
        flushed(length);
    }

    /** Promises that an exact length made are over; a reader that overlaps with this has to look again. */
    private void reopened() {
        closed = false;
        changes++;
    }
}
