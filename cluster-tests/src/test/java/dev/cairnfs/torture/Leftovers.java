package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Files of one writer that were left open: by its former processes, which were killed, or by a write that failed. Thread-safe. */
final class Leftovers {
    private static final int KEPT = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<PromisedFile.State> files = new ArrayDeque<>();

    /** What the ledgers of a writer's former processes say. */
    static Leftovers of(Path ledgers, int slot) throws IOException {
        Map<String, PromisedFile> known = new LinkedHashMap<>();
        for (Path ledger : Ledger.all(ledgers, Integer.toString(slot))) {
            String text = Files.readString(ledger);
            // A killed process may have begun a last line.
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> {
                Ledger.Line parsed = Ledger.Line.parse(line);
                known.computeIfAbsent(parsed.path(), path -> new PromisedFile(path, (int) parsed.number(), 0))
                        .apply(parsed);
            });
        }
        Leftovers leftovers = new Leftovers();
        known.values().stream()
                .map(PromisedFile::state)
                .filter(file -> file.created() && !file.closed() && !file.deleting())
                // The others are left to the hard limit.
                .filter(file -> (file.path().hashCode() & 1) == 0)
                .forEach(leftovers::add);
        return leftovers;
    }

    void add(PromisedFile.State file) {
        lock.lock();
        try {
            files.addLast(file);
            if (files.size() > KEPT) {
                files.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The youngest, or null. */
    PromisedFile.@Nullable State take() {
        lock.lock();
        try {
            return files.pollLast();
        } finally {
            lock.unlock();
        }
    }
}
