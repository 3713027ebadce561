package dev.cairnfs.simulation.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All files that were ever written, and what was promised of them. */
final class Ledger {
    private final List<LedgerFile> files = new ArrayList<>();
    private long bytesAcknowledged;
    private long reads;
    private long closed;
    private long keptOpen;
    private boolean calm = true;

    LedgerFile add(String path, long key, boolean shared) {
        LedgerFile file = new LedgerFile(path, key, shared);
        files.add(file);
        return file;
    }

    List<LedgerFile> files() {
        return files;
    }

    /** One of those that should be there. */
    @Nullable
    LedgerFile pick(RandomGenerator random) {
        List<LedgerFile> there = files.stream().filter(file -> !file.isGone()).toList();
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    /** Something goes wrong in the cluster from now on, or has. */
    void disturbed() {
        calm = false;
    }

    /**
     * Whether nothing has gone wrong so far but clients that died: then a reader finds all that others were shown also
     * while it is being written. Otherwise the DataNode that showed it may be away, or nobody may know of it.
     */
    boolean isCalm() {
        return calm;
    }

    void nodeFailed(String host, boolean power) {
        files.forEach(file -> file.nodeFailed(host, power));
    }

    /** Counts a file that was closed, with what was written to it since it was opened. */
    void countClosed(long bytes) {
        closed++;
        bytesAcknowledged += bytes;
    }

    long closed() {
        return closed;
    }

    /** Counts one that its client kept open to the end, while it had given others up. */
    void countKeptOpen() {
        keptOpen++;
    }

    long keptOpen() {
        return keptOpen;
    }

    void countAcknowledged(long bytes) {
        bytesAcknowledged += bytes;
    }

    long bytesAcknowledged() {
        return bytesAcknowledged;
    }

    void countRead() {
        reads++;
    }

    long reads() {
        return reads;
    }
}
