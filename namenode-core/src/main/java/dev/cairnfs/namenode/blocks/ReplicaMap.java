package dev.cairnfs.namenode.blocks;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A note on few of the replicas: keyed by block slot and storage code, walked in that order.
 *
 * @param <V> the note
 */
final class ReplicaMap<V> {
    private static final int CODE_BITS = 16;

    private final NavigableMap<Long, V> notes = new TreeMap<>();
    private int slots;

    boolean contains(int slot, int code) {
        return !notes.isEmpty() && notes.containsKey(key(slot, code));
    }

    @Nullable
    V get(int slot, int code) {
        return notes.isEmpty() ? null : notes.get(key(slot, code));
    }

    void put(int slot, int code, V note) {
        slots += hasSlot(slot) ? 0 : 1;
        notes.put(key(slot, code), note);
    }

    @Nullable
    V remove(int slot, int code) {
        if (notes.isEmpty()) {
            return null;
        }
        V removed = notes.remove(key(slot, code));
        slots -= removed != null && !hasSlot(slot) ? 1 : 0;
        return removed;
    }

    /** Slots with at least one note. */
    int slots() {
        return slots;
    }

    int size() {
        return notes.size();
    }

    boolean isEmpty() {
        return notes.isEmpty();
    }

    boolean hasSlot(int slot) {
        return !notes.isEmpty() && !ofSlot(slot).isEmpty();
    }

    /** The first slot at or behind the given one that has a note, or -1. */
    int nextSlot(int from) {
        Long key = notes.ceilingKey(key(from, 0));
        return key == null ? -1 : (int) (key >>> CODE_BITS);
    }

    private NavigableMap<Long, V> ofSlot(int slot) {
        return notes.subMap(key(slot, 0), true, key(slot, (1 << CODE_BITS) - 1), true);
    }

    private static long key(int slot, int code) {
        return ((long) slot << CODE_BITS) | code;
    }
}
