package dev.cairnfs.namenode.state;

/**
 * What replay tells the soft state, synchronously and in order. Slots are dense indexes into {@link BlockTable}, reused
 * after {@link #blockRemoved}.
 */
public interface BlockEvents {
    /** A block was allocated, under construction. */
    void blockAdded(int slot, long blockId);

    /** The block's length is final now. */
    void blockCommitted(int slot, long blockId);

    /** The block's file is closed, so that its redundancy counts from now on. */
    void blockClosed(int slot, long blockId);

    /** The block is gone; its replicas are to be invalidated. Called before the slot is freed. */
    void blockRemoved(int slot, long blockId);

    /** The replication wanted for the block has changed. */
    void replicationChanged(int slot, long blockId, int replication);
}
