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
        int copiedFrom = -1;
    }

    private final List<Entry> slots = new ArrayList<>();
    private final TreeMap<Long, Integer> slotsById = new TreeMap<>();
    private final List<Integer> free = new ArrayList<>();
    private long nextId = 1073741825L;
    private long nextStamp = 1001;

    @Override
    public int openFiles() {
        return (int) slots.stream()
                .filter(entry -> entry.id != 0 && entry.state != BlockState.COMPLETE)
                .count();
    }

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

    void reopen(int slot) {
        slots.get(slot).state = BlockState.REOPENED;
    }

    void replication(int slot, int replication) {
        slots.get(slot).replication = replication;
    }

    /** As a recovery does it. */
    void bumpStamp(int slot) {
        slots.get(slot).stamp = nextStamp++;
    }

    /** Gives out a stamp for a recovery. */
    long giveStamp() {
        return nextStamp++;
    }

    /** A recovery with this stamp has ended. */
    void recover(int slot, long stamp) {
        slots.get(slot).stamp = stamp;
    }

    /** A truncate cuts the block, or makes it a cut copy of another one. */
    void flushed(int slot, long length) {
        slots.get(slot).length = length;
    }

    void truncate(int slot, long length, int copiedFrom) {
        slots.get(slot).state = BlockState.TRUNCATING;
        slots.get(slot).length = length;
        slots.get(slot).copiedFrom = copiedFrom;
    }

    void remove(int slot) {
        slotsById.remove(slots.get(slot).id);
        slots.set(slot, new Entry());
        free.add(slot);
    }

    @Override
    public int copiedFrom(int slot) {
        return slots.get(slot).state == BlockState.TRUNCATING ? slots.get(slot).copiedFrom : -1;
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
