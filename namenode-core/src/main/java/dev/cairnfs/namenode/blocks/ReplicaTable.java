package dev.cairnfs.namenode.blocks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which storages hold a block, by block slot: three codes inline in primitive chunks (six bytes a block), further ones in
 * a side table. A code is a storage's number in {@link DatanodeRegistry}, 1 to 65535. There are no lists by storage: who
 * wants a storage's replicas walks the slots.
 *
 * <p>Invariant: a slot's codes are packed to the front and differ from each other.
 */
final class ReplicaTable {
    private static final int INLINE = 3;
    private static final int CHUNK_SLOTS_LOG2 = 13;
    private static final int CHUNK_SLOTS = 1 << CHUNK_SLOTS_LOG2;
    private static final char[] NONE = {};

    private char[][] chunks = {};
    // Looked up by slot, never walked, so its order does not matter.
    private final Map<Integer, char[]> overflow = new HashMap<>();

    /** How many storages hold the block. */
    int size(int slot) {
        char[] chunk = chunk(slot);
        if (chunk == null) {
            return 0;
        }
        int base = base(slot);
        if (chunk[base] == 0) {
            return 0;
        }
        if (chunk[base + 1] == 0) {
            return 1;
        }
        return chunk[base + 2] == 0 ? 2 : INLINE + overflow.getOrDefault(slot, NONE).length;
    }

    /** The code at the index below {@link #size}. */
    int code(int slot, int index) {
        if (index < INLINE) {
            char[] chunk = chunk(slot);
            return chunk == null ? 0 : chunk[base(slot) + index];
        }
        return overflow.getOrDefault(slot, NONE)[index - INLINE];
    }

    boolean contains(int slot, int code) {
        return indexOf(slot, code) >= 0;
    }

    /** Returns false when the code is there already. */
    boolean add(int slot, int code) {
        int size = size(slot);
        if (indexOf(slot, code) >= 0) {
            return false;
        }
        if (size < INLINE) {
            grownChunk(slot)[base(slot) + size] = (char) code;
        } else {
            char[] codes = overflow.getOrDefault(slot, NONE);
            char[] grown = Arrays.copyOf(codes, codes.length + 1);
            grown[codes.length] = (char) code;
            overflow.put(slot, grown);
        }
        return true;
    }

    /** Returns false when the code is not there. */
    boolean remove(int slot, int code) {
        int index = indexOf(slot, code);
        if (index < 0) {
            return false;
        }
        int last = size(slot) - 1;
        set(slot, index, code(slot, last));
        if (last < INLINE) {
            set(slot, last, 0);
        } else if (last == INLINE) {
            overflow.remove(slot);
        } else {
            overflow.put(slot, Arrays.copyOf(overflow.getOrDefault(slot, NONE), last - INLINE));
        }
        return true;
    }

    void clear(int slot) {
        char[] chunk = chunk(slot);
        if (chunk == null) {
            return;
        }
        int base = base(slot);
        if (chunk[base + 2] != 0) {
            overflow.remove(slot);
        }
        Arrays.fill(chunk, base, base + INLINE, (char) 0);
    }

    private int indexOf(int slot, int code) {
        int size = size(slot);
        for (int i = 0; i < size; i++) {
            if (code(slot, i) == code) {
                return i;
            }
        }
        return -1;
    }

    private void set(int slot, int index, int code) {
        if (index < INLINE) {
            grownChunk(slot)[base(slot) + index] = (char) code;
        } else {
            overflow.getOrDefault(slot, NONE)[index - INLINE] = (char) code;
        }
    }

    private char @Nullable [] chunk(int slot) {
        int index = slot >>> CHUNK_SLOTS_LOG2;
        return index < chunks.length ? chunks[index] : null;
    }

    private char[] grownChunk(int slot) {
        int index = slot >>> CHUNK_SLOTS_LOG2;
        while (chunks.length <= index) {
            int from = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(index + 1, from + (from >> 3)));
            for (int i = from; i < chunks.length; i++) {
                chunks[i] = new char[CHUNK_SLOTS * INLINE];
            }
        }
        return chunks[index];
    }

    private static int base(int slot) {
        return (slot & (CHUNK_SLOTS - 1)) * INLINE;
    }
}
