package dev.cairnfs.namenode.state;

import java.io.IOException;
import java.util.function.IntPredicate;

/**
 * The blocks in columns. An id is {@code generation << 40 | (1073741825 + slot)}: the first life of a slot has HDFS's
 * ids, and an id is never used twice although slots are. A row costs 19 bytes.
 *
 * <p>Methods that take a slot expect one that is in use.
 */
public final class BlockTable {
    /** The first block id, as in HDFS: what is below was for random ids of old. */
    public static final long FIRST_ID = 1073741825L;

    /** Generation stamps begin behind this one, as in HDFS. */
    static final long FIRST_STAMP = 1000;

    static final long STAMP_MAX = (1L << 40) - 1;
    static final long LENGTH_MAX = (1L << 56) - 1;
    static final int ID_SHIFT = 40;

    private static final int STATE_SHIFT = 56;

    private final InodeStore inodes;
    private final SlotAllocator slots = new SlotAllocator(FIRST_ID, ID_SHIFT);
    /** The state's code in the highest byte, where 0 is a free slot; the length below. */
    private final LongColumn statesAndLengths = new LongColumn();

    private final IntColumn stampsLow = new IntColumn();
    private final ByteColumn stampsHigh = new ByteColumn();
    private final IntColumn files = new IntColumn();
    private long count;

    BlockTable(InodeStore inodes) {
        this.inodes = inodes;
    }

    /** The id's slot, or -1 when the block does not exist (any more). */
    public int slot(long blockId) {
        int slot = slots.slot(blockId);
        return slot >= 0 && isUsed(slot) ? slot : -1;
    }

    public boolean exists(long blockId) {
        return slot(blockId) >= 0;
    }

    /** The id of the block in the slot, or 0 for a free slot. */
    public long id(int slot) {
        return slot >= 0 && slot < slots.limit() && isUsed(slot) ? slots.id(slot) : 0;
    }

    private boolean isUsed(int slot) {
        return statesAndLengths.get(slot) != 0;
    }

    /** One more than the highest slot ever used. */
    public int slotLimit() {
        return slots.limit();
    }

    public long count() {
        return count;
    }

    public long generationStamp(int slot) {
        return ((stampsHigh.get(slot) & 0xFFL) << 32) | (stampsLow.get(slot) & 0xFFFF_FFFFL);
    }

    /** Length in bytes; while the block is under construction what is known of it, at least 0. */
    public long numBytes(int slot) {
        return statesAndLengths.get(slot) & LENGTH_MAX;
    }

    public BlockState state(int slot) {
        return BlockState.of((int) (statesAndLengths.get(slot) >>> STATE_SHIFT));
    }

    /** The inode id of the file. */
    public long file(int slot) {
        return inodes.id(files.get(slot));
    }

    /** The id that the next AddBlockRecord must carry. */
    public long peekNextId() {
        return slots.peek(0);
    }

    /** Hands the used slots in {@code [from, to)} in ascending order until the visitor returns false. */
    public void forEachSlot(int from, int to, IntPredicate visitor) {
        int end = Math.min(to, slots.limit());
        for (int slot = Math.max(0, from); slot < end; slot++) {
            if (isUsed(slot) && !visitor.test(slot)) {
                return;
            }
        }
    }

    /** Adds a block, under construction, under an id that the allocator would take. */
    int add(long id, long stamp, int fileSlot) {
        int slot = slots.take(id);
        int limit = slots.limit();
        statesAndLengths.ensureCapacity(limit);
        stampsLow.ensureCapacity(limit);
        stampsHigh.ensureCapacity(limit);
        files.ensureCapacity(limit);
        set(slot, BlockState.UNDER_CONSTRUCTION, 0);
        setStamp(slot, stamp);
        files.set(slot, fileSlot);
        count++;
        return slot;
    }

    void set(int slot, BlockState state, long length) {
        statesAndLengths.set(slot, ((long) state.code() << STATE_SHIFT) | length);
    }

    void setFile(int slot, int fileSlot) {
        files.set(slot, fileSlot);
    }

    void setStamp(int slot, long stamp) {
        stampsLow.set(slot, (int) stamp);
        stampsHigh.set(slot, (byte) (stamp >>> 32));
    }

    void remove(int slot) {
        statesAndLengths.set(slot, 0);
        slots.release(slot);
        count--;
    }

    SlotAllocator slots() {
        return slots;
    }

    void save(SectionList sections) {
        int limit = slots.limit();
        slots.save("blocks", sections);
        sections.longs("blocks.count", count);
        sections.column("blocks.states-and-lengths", statesAndLengths.freeze(), limit);
        sections.column("blocks.stamps-low", stampsLow.freeze(), limit);
        sections.column("blocks.stamps-high", stampsHigh.freeze(), limit);
        sections.column("blocks.files", files.freeze(), limit);
    }

    void load(SectionReader sections) throws IOException {
        slots.load("blocks", sections);
        int limit = slots.limit();
        count = sections.longs("blocks.count", 1)[0];
        sections.column("blocks.states-and-lengths", statesAndLengths, limit);
        sections.column("blocks.stamps-low", stampsLow, limit);
        sections.column("blocks.stamps-high", stampsHigh, limit);
        sections.column("blocks.files", files, limit);
    }

    /** Bytes of heap in columns. */
    long heapBytes() {
        return slots.heapBytes()
                + statesAndLengths.heapBytes()
                + stampsLow.heapBytes()
                + stampsHigh.heapBytes()
                + files.heapBytes();
    }
}
