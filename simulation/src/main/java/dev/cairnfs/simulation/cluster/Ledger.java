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
