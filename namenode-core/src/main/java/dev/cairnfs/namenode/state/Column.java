package dev.cairnfs.namenode.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing array of primitives in chunks of {@value #CHUNK_ENTRIES}: growth copies nothing, and the garbage collector
 * finds no references inside.
 *
 * <p>A snapshot shares the chunks; whoever writes to a shared chunk copies it first, so that taking a snapshot costs one
 * reference a chunk, and a write one test of a flag.
 */
abstract class Column {
    static final int SHIFT = 14;
    static final int CHUNK_ENTRIES = 1 << SHIFT;
    static final int MASK = CHUNK_ENTRIES - 1;

    /** Only the first chunk begins small, and doubles: a small namespace stays small. A page of the index must fit. */
    private static final int FIRST_ENTRIES_MIN = 128;

    /** Chunks that a snapshot sees too. */
    protected boolean[] shared = new boolean[4];

    private int chunkCount;
    private long capacity;

    /** Makes the indexes below the limit usable; new entries are 0. */
    final void ensureCapacity(int limit) {
        if (limit > capacity) {
            grow(limit);
        }
    }

    private void grow(int limit) {
        if (chunkCount <= 1 && capacity < CHUNK_ENTRIES) {
            int wanted = Math.max(FIRST_ENTRIES_MIN, Integer.highestOneBit(Math.max(1, limit - 1)) * 2);
            capacity = Math.min(CHUNK_ENTRIES, wanted);
            resizeFirstChunk((int) capacity);
            shared[0] = false;
            chunkCount = 1;
        }
        while (capacity < limit) {
            if (chunkCount == shared.length) {
                int chunks = chunkCount * 2;
                shared = Arrays.copyOf(shared, chunks);
                growDirectory(chunks);
            }
            allocateChunk(chunkCount++);
            capacity += CHUNK_ENTRIES;
        }
    }

    /** From now on this column copies a chunk before it writes to it; the copy's chunks are as they are now. */
    protected final void shareWith(Column frozen) {
        frozen.shared = new boolean[shared.length];
        Arrays.fill(frozen.shared, true);
        frozen.chunkCount = chunkCount;
        frozen.capacity = capacity;
        Arrays.fill(shared, 0, chunkCount, true);
    }

    /** Bytes of heap in chunks. */
    final long heapBytes() {
        return capacity * entryBytes();
    }

    abstract int entryBytes();

    protected abstract void growDirectory(int chunks);

    protected abstract void allocateChunk(int chunk);

    /** Replaces the first chunk, if there is one, by a larger copy that nobody shares. */
    protected abstract void resizeFirstChunk(int entries);

    /** Appends entries of one chunk to the buffer, which has room for them. */
    abstract void copyTo(ByteBuffer buffer, int from, int count);

    /** Sets entries of one chunk from the buffer, which holds them. */
    abstract void copyFrom(ByteBuffer buffer, int from, int count);
}
