package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A hard state made of blocks alone; slots are reused as the real table does it. */
final class FakeBlockSource implements BlockSource {
    private static final class Entry {
        long id;
        long stamp;
        long length;
        BlockState state = BlockState.UNDER_CONSTRUCTION;
        int replication;
    }

    private final List<Entry> slots = new ArrayList<>();
    private final TreeMap<Long, Integer> slotsById = new TreeMap<>();
    private final List<Integer> free = new ArrayList<>();
    private long nextId = 1073741825L;
    private long nextStamp = 1001;

    int add(int replication) {
        Entry entry = new Entry();
        entry.id = nextId++;
        entry.stamp = nextStamp++;
        entry.replication = replication;
        int slot;
        if (free.isEmpty()) {
            slot = slots.size();
            slots.add(entry);
        } else {
            slot = free.remove(free.size() - 1);
            slots.set(slot, entry);
        }
        slotsById.put(entry.id, slot);
        return slot;
    }

    void commit(int slot, long length) {
        slots.get(slot).length = length;
        slots.get(slot).state = BlockState.COMMITTED;
    }

    void close(int slot) {
        slots.get(slot).state = BlockState.COMPLETE;
    }

    void replication(int slot, int replication) {
        slots.get(slot).replication = replication;
    }

    /** As a recovery does it. */
    void bumpStamp(int slot) {
        slots.get(slot).stamp = nextStamp++;
    }

    void remove(int slot) {
        slotsById.remove(slots.get(slot).id);
        slots.set(slot, new Entry());
        free.add(slot);
    }

    @Override
    public int replication(int slot) {
        return slots.get(slot).replication;
    }

    @Override
    public long nextGenerationStamp() {
        return nextStamp;
    }

    @Override
    public String path(int slot) {
        return "/f" + slot;
    }

    @Override
    public int slot(long blockId) {
        return slotsById.getOrDefault(blockId, -1);
    }

    @Override
    public long id(int slot) {
        return slots.get(slot).id;
    }

    @Override
    public int slotLimit() {
        return slots.size();
    }

    @Override
    public long count() {
        return slotsById.size();
    }

    @Override
    public long generationStamp(int slot) {
        return slots.get(slot).stamp;
    }

    @Override
    public long numBytes(int slot) {
        return slots.get(slot).length;
    }

    @Override
    public BlockState state(int slot) {
        return slots.get(slot).state;
    }
}
