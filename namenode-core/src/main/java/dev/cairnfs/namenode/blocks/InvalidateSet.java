package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Replicas that a storage is to delete, oldest order first. Keyed by block id, because the blocks may be gone from the
 * namespace. Primitive arrays, because a big delete puts millions in at once: an open-addressing table for the stamps, and
 * a ring for the order, in which entries that were taken out meanwhile are skipped.
 */
final class InvalidateSet {
    private static final int SMALL = 16;

    // ids[i] == 0 is a free place: 0 is no block id.
    private long[] ids = new long[SMALL];
    private long[] stamps = new long[SMALL];
    // Where in the ring the id's entry is; other entries of the same id are leftovers.
    private int[] positions = new int[SMALL];
    private int size;
    private long[] order = new long[SMALL];
    private int head;
    private int ordered;

    /**
     * Adds an order, or changes the stamp of the one that is there.
     *
     * @param generationStamp of the replica; a DataNode deletes only a replica with this very stamp
     */
    void add(long blockId, long generationStamp) {
        if (blockId == 0) {
            return;
        }
        int place = place(blockId);
        stamps[place] = generationStamp;
        if (ids[place] == blockId) {
            return;
        }
        ids[place] = blockId;
        size++;
        enqueue(blockId);
        if (size * 3 > ids.length * 2) {
            rehash(ids.length * 2);
        }
    }

    boolean contains(long blockId) {
        return blockId != 0 && ids[place(blockId)] == blockId;
    }

    boolean remove(long blockId) {
        if (!contains(blockId)) {
            return false;
        }
        int hole = place(blockId);
        int mask = ids.length - 1;
        // Closes the gap, so that what was displaced over it is still found.
        for (int next = (hole + 1) & mask; ids[next] != 0; next = (next + 1) & mask) {
            int home = home(ids[next]);
            boolean reaches = hole <= next ? home <= hole || home > next : home <= hole && home > next;
            if (reaches) {
                ids[hole] = ids[next];
                stamps[hole] = stamps[next];
                positions[hole] = positions[next];
                hole = next;
            }
        }
        ids[hole] = 0;
        size--;
        if (size == 0) {
            clear();
        }
        return true;
    }

    int size() {
        return size;
    }

    void clear() {
        ids = new long[SMALL];
        stamps = new long[SMALL];
        positions = new int[SMALL];
        order = new long[SMALL];
        size = 0;
        head = 0;
        ordered = 0;
    }

    /**
     * Takes out the oldest entries.
     *
     * @param still entries that it refuses are dropped
     */
    List<Block> poll(int max, Predicate<Block> still) {
        List<Block> polled = new ArrayList<>();
        while (polled.size() < max && size > 0) {
            int position = head;
            long blockId = order[position];
            head = (head + 1) & (order.length - 1);
            ordered--;
            if (isEntry(blockId, position)) {
                Block block = new Block(blockId, stamps[place(blockId)], 0);
                remove(blockId);
                if (still.test(block)) {
                    polled.add(block);
                }
            }
        }
        return polled;
    }

    private boolean isEntry(long blockId, int position) {
        int place = place(blockId);
        return ids[place] == blockId && positions[place] == position;
    }

    private void enqueue(long blockId) {
        if (ordered == order.length) {
            dropLeftovers(size * 2 > order.length ? order.length * 2 : order.length, blockId);
        }
        int position = (head + ordered) & (order.length - 1);
        order[position] = blockId;
        positions[place(blockId)] = position;
        ordered++;
    }

    /** Packs the ring; the id that is just being added has no entry yet. */
    private void dropLeftovers(int capacity, long without) {
        long[] packed = new long[capacity];
        int[] packedPositions = new int[positions.length];
        int live = 0;
        for (int i = 0; i < ordered; i++) {
            int position = (head + i) & (order.length - 1);
            long id = order[position];
            if (id != without && isEntry(id, position)) {
                packedPositions[place(id)] = live;
                packed[live++] = id;
            }
        }
        positions = packedPositions;
        order = packed;
        head = 0;
        ordered = live;
    }

    private void rehash(int capacity) {
        long[] oldIds = ids;
        long[] oldStamps = stamps;
        int[] oldPositions = positions;
        ids = new long[capacity];
        stamps = new long[capacity];
        positions = new int[capacity];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                int place = place(oldIds[i]);
                ids[place] = oldIds[i];
                stamps[place] = oldStamps[i];
                positions[place] = oldPositions[i];
            }
        }
    }

    /** Where the id is, or the free place where it belongs. */
    private int place(long blockId) {
        int place = home(blockId);
        while (ids[place] != 0 && ids[place] != blockId) {
            place = (place + 1) & (ids.length - 1);
        }
        return place;
    }

    private int home(long blockId) {
        long mixed = blockId * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (ids.length - 1);
    }
}
