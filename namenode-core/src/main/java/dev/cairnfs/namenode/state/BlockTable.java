package dev.cairnfs.namenode.state;

import java.util.function.IntPredicate;

/**
 * The blocks in columns. An id is {@code generation << 40 | (1073741825 + slot)}: the first life of a slot has HDFS's
 * ids, and an id is never used twice although slots are.
 */
public interface BlockTable {
    /** The id's slot, or -1 when the block does not exist (any more). */
    int slot(long blockId);

    default boolean exists(long blockId) {
        return slot(blockId) >= 0;
    }

    /** The id of the block in the slot, or 0 for a free slot. */
    long id(int slot);

    /** One more than the highest slot ever used. */
    int slotLimit();

    long count();

    long generationStamp(int slot);

    /** Length in bytes; 0 until it is committed. */
    long numBytes(int slot);

    BlockState state(int slot);

    /** The inode id of the file. */
    long file(int slot);

    /** The id that the next AddBlockRecord must carry. */
    long peekNextId();

    /** Hands the used slots in {@code [from, to)} in ascending order until the visitor returns false. */
    void forEachSlot(int from, int to, IntPredicate visitor);
}
