package dev.cairnfs.namenode.state;

import java.io.IOException;

/**
 * Hands out slots, and ids that are never used twice although slots are: an id is {@code generation << shift | base +
 * slot}, and freeing a slot raises its generation. A slot whose generation cannot rise any more is retired.
 *
 * <p>Free slots are a stack, which is part of the hard state: a state loaded from an image hands out the same ids as the
 * one that was saved.
 */
final class SlotAllocator {
    static final int GENERATION_MAX = 0xFFFF;

    /**
     * How deep below the top of the stack a slot may be taken. A plan asks for ids before the first of its records is
     * replayed, and a delete among these frees a slot on top of the ones asked for.
     */
    private static final int TAKE_DEPTH_MAX = 64;

    private final long base;
    private final int shift;
    private final ShortColumn generations = new ShortColumn();
    private final IntColumn free = new IntColumn();
    private int freeCount;
    private int limit;

    SlotAllocator(long base, int shift) {
        this.base = base;
        this.shift = shift;
    }

    /** The id of the slot's present or, when it is free, next life. */
    long id(int slot) {
        return ((long) (generations.get(slot) & 0xFFFF) << shift) | (base + slot);
    }

    /** The slot of the id's life, or -1 when that life is over or never was possible. It may be free yet. */
    int slot(long id) {
        long slot = (id & ((1L << shift) - 1)) - base;
        if (slot < 0 || slot >= limit) {
            return -1;
        }
        return id(Math.toIntExact(slot)) == id ? (int) slot : -1;
    }

    /** The id that the {@code ahead}-th next taking gives. */
    long peek(int ahead) {
        if (ahead < freeCount) {
            return id(free.get(freeCount - 1 - ahead));
        }
        return base + limit + (ahead - freeCount);
    }

    /** The id that the next taking gives once the slot is released. */
    long peekAfterRelease(int slot) {
        return isLastLife(slot) ? peek(0) : id(slot) + (1L << shift);
    }

    private boolean isLastLife(int slot) {
        return (generations.get(slot) & 0xFFFF) == GENERATION_MAX;
    }

    /** True when {@link #take} may be called with the id. */
    boolean canTake(long id) {
        return id == base + limit || stackPosition(slot(id)) >= 0;
    }

    private int stackPosition(int slot) {
        if (slot < 0) {
            return -1;
        }
        int deepest = Math.max(0, freeCount - TAKE_DEPTH_MAX);
        for (int i = freeCount - 1; i >= deepest; i--) {
            if (free.get(i) == slot) {
                return i;
            }
        }
        return -1;
    }

    /** Takes the slot of an id for which {@link #canTake} holds. */
    int take(long id) {
        if (id == base + limit) {
            limit = Math.addExact(limit, 1);
            generations.ensureCapacity(limit);
            return limit - 1;
        }
        int slot = slot(id);
        int position = stackPosition(slot);
        for (int i = position; i < freeCount - 1; i++) {
            free.set(i, free.get(i + 1));
        }
        freeCount--;
        return slot;
    }

    void release(int slot) {
        if (isLastLife(slot)) {
            return;
        }
        generations.set(slot, (short) (generations.get(slot) + 1));
        free.ensureCapacity(freeCount + 1);
        free.set(freeCount++, slot);
    }

    int limit() {
        return limit;
    }

    int freeCount() {
        return freeCount;
    }

    int freeSlot(int index) {
        return free.get(index);
    }

    void save(String name, SectionList sections) {
        sections.longs(name + ".slots", limit, freeCount);
        sections.column(name + ".generations", generations.freeze(), limit);
        sections.column(name + ".free", free.freeze(), freeCount);
    }

    void load(String name, SectionReader sections) throws IOException {
        int[] header = sections.ints(name + ".slots", 0, 2);
        limit = header[0];
        freeCount = header[1];
        sections.column(name + ".generations", generations, limit);
        sections.column(name + ".free", free, freeCount);
    }

    long heapBytes() {
        return generations.heapBytes() + free.heapBytes();
    }
}
