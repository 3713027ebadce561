package dev.cairnfs.simulation.disk;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of directory entries that are not on the platter yet, in their order. A sync of a directory makes those durable
 * that touch it, and only those: whoever relies on another directory's sync relies on more than POSIX promises. A power
 * cut keeps a prefix of the others; each change, a rename between two directories too, happens whole or not at all.
 */
final class EntryLog {
    private final ArrayDeque<Change> pending = new ArrayDeque<>();

    /** @param node null removes the entry */
    record Entry(
            DirectoryNode directory, String name, @Nullable Node node) {
        void apply() {
            if (node == null) {
                directory.durable().remove(name);
            } else {
                directory.durable().put(name, node);
            }
        }
    }

    private static final class Change {
        private final List<Entry> entries;
        private boolean durable;

        Change(List<Entry> entries) {
            this.entries = entries;
        }

        boolean touches(DirectoryNode directory) {
            return entries.stream().anyMatch(entry -> entry.directory() == directory);
        }
    }

    void add(Entry... entries) {
        pending.add(new Change(List.of(entries)));
    }

    void sync(DirectoryNode directory) {
        for (Change change : pending) {
            if (change.touches(directory)) {
                change.durable = true;
            }
        }
        while (!pending.isEmpty() && pending.getFirst().durable) {
            pending.removeFirst().entries.forEach(Entry::apply);
        }
    }

    void powerCut(RandomGenerator random) {
        int kept = random.nextInt(3) == 0 ? 0 : random.nextInt(pending.size() + 1);
        int index = 0;
        for (Change change : pending) {
            if (change.durable || index < kept) {
                change.entries.forEach(Entry::apply);
            }
            index++;
        }
        pending.clear();
    }
}
