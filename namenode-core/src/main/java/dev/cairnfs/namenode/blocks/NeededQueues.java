package dev.cairnfs.namenode.blocks;

import java.util.Arrays;

/**
 * Blocks with too little redundancy, in HDFS's five priorities. A byte per block slot says in which queue a block is;
 * the queues themselves may hold leftovers, which are skipped when they come up.
 */
final class NeededQueues {
    /** Not in any queue. */
    static final int NONE = -1;
    /** One live replica left. */
    static final int HIGHEST = 0;
    /** Less than a third of the wanted replicas. */
    static final int VERY_LOW = 1;
    /** Fewer than wanted. */
    static final int LOW = 2;
    /** Enough replicas, on too few racks. */
    static final int BADLY_DISTRIBUTED = 3;
    /** No live replica: nothing to copy from. Missing blocks, in HDFS's words. */
    static final int CORRUPT = 4;

    static final int LEVELS = 5;

    private static final int LEFTOVERS_MAX = 4096;

    // levels[slot] is the level + 1, so that fresh memory means NONE.
    private byte[] levels = {};
    private final IntRing[] queues = new IntRing[LEVELS];
    private final int[] sizes = new int[LEVELS];

    NeededQueues() {
        for (int level = 0; level < LEVELS; level++) {
            queues[level] = new IntRing();
        }
    }

    /** HDFS's priority of a block that has fewer live replicas than wanted, or is on too few racks. */
    static int priority(int live, int expected) {
        if (live >= expected) {
            return BADLY_DISTRIBUTED;
        }
        if (live == 0) {
            return CORRUPT;
        }
        if (live == 1) {
            return HIGHEST;
        }
        return live * 3 < expected ? VERY_LOW : LOW;
    }

    int level(int slot) {
        return slot < levels.length ? levels[slot] - 1 : NONE;
    }

    /** Puts the block into the queue, or with {@link #NONE} into none. */
    void set(int slot, int level) {
        int before = level(slot);
        if (before == level) {
            return;
        }
        if (slot >= levels.length) {
            levels = Arrays.copyOf(levels, Math.max(slot + 1024, levels.length + (levels.length >> 2)));
        }
        if (before != NONE) {
            sizes[before]--;
        }
        levels[slot] = (byte) (level + 1);
        if (level != NONE) {
            sizes[level]++;
            enqueue(slot, level);
        }
    }

    private void enqueue(int slot, int level) {
        if (level == CORRUPT) {
            // Nobody takes from that queue: the levels alone say what is in it.
            return;
        }
        IntRing queue = queues[level];
        queue.add(slot);
        if (queue.count() > 2 * sizes[level] + LEFTOVERS_MAX) {
            dropLeftovers(queue, level);
        }
    }

    private void dropLeftovers(IntRing queue, int level) {
        SlotBitmap seen = new SlotBitmap();
        for (int left = queue.count(); left > 0; left--) {
            int slot = queue.poll();
            if (level(slot) == level && seen.set(slot)) {
                queue.add(slot);
            }
        }
    }

    /** Takes the next block out of the queue, or returns -1. */
    int poll(int level) {
        while (!queues[level].isEmpty()) {
            int slot = queues[level].poll();
            if (level(slot) == level) {
                set(slot, NONE);
                return slot;
            }
        }
        return -1;
    }

    int size(int level) {
        return sizes[level];
    }

    /** Blocks in all queues. */
    int size() {
        return Arrays.stream(sizes).sum();
    }

    /** Slots of the queue at or behind the given slot; looks at no more than so many slots. */
    int nextSlot(int from, int to, int level) {
        int end = Math.min(to, levels.length);
        for (int slot = from; slot < end; slot++) {
            if (levels[slot] == level + 1) {
                return slot;
            }
        }
        return -1;
    }

    /** A growing first-in-first-out queue of ints. */
    static final class IntRing {
        private int[] items = new int[16];
        private int head;
        private int count;

        boolean isEmpty() {
            return count == 0;
        }

        int count() {
            return count;
        }

        void add(int item) {
            if (count == items.length) {
                int[] grown = new int[items.length * 2];
                int tail = items.length - head;
                System.arraycopy(items, head, grown, 0, tail);
                System.arraycopy(items, 0, grown, tail, head);
                items = grown;
                head = 0;
            }
            items[(head + count) & (items.length - 1)] = item;
            count++;
        }

        int poll() {
            int item = items[head];
            head = (head + 1) & (items.length - 1);
            count--;
            return item;
        }
    }
}
