package dev.cairnfs.namenode.blocks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A set of slots; memory is taken in chunks where bits are set. */
final class SlotBitmap {
    private static final int CHUNK_BITS_LOG2 = 16;
    private static final int CHUNK_WORDS = 1 << (CHUNK_BITS_LOG2 - 6);

    private long[] @Nullable [] chunks = new long[0][];

    boolean get(int slot) {
        int index = slot >>> CHUNK_BITS_LOG2;
        if (index >= chunks.length) {
            return false;
        }
        long[] chunk = chunks[index];
        return chunk != null && (chunk[word(slot)] & (1L << slot)) != 0;
    }

    /** Returns true when the bit was not set before. */
    boolean set(int slot) {
        int index = slot >>> CHUNK_BITS_LOG2;
        if (index >= chunks.length) {
            chunks = Arrays.copyOf(chunks, index + 1);
        }
        long[] chunk = chunks[index];
        if (chunk == null) {
            chunk = new long[CHUNK_WORDS];
            chunks[index] = chunk;
        }
        long before = chunk[word(slot)];
        chunk[word(slot)] = before | (1L << slot);
        return (before & (1L << slot)) == 0;
    }

    /** Returns true when the bit was set before. */
    boolean clear(int slot) {
        if (!get(slot)) {
            return false;
        }
        long[] chunk = chunks[slot >>> CHUNK_BITS_LOG2];
        if (chunk != null) {
            chunk[word(slot)] &= ~(1L << slot);
        }
        return true;
    }

    private static int word(int slot) {
        return (slot & ((1 << CHUNK_BITS_LOG2) - 1)) >>> 6;
    }
}
