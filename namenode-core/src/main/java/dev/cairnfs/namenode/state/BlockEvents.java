package dev.cairnfs.namenode.state;

/**
 * What replay tells the soft state, synchronously and in order. Slots are dense indexes into {@link BlockTable}, reused
 * after {@link #blockRemoved}.
 */
public interface BlockEvents {
    /** Hears nothing: for a namespace that is only looked at. */
    BlockEvents NONE = new BlockEvents() {
        @Override
        public void blockAdded(int slot, long blockId) {}

        @Override
        public void blockCommitted(int slot, long blockId) {}

        @Override
        public void blockClosed(int slot, long blockId) {}

        @Override
        public void blockReopened(int slot, long blockId) {}

        @Override
        public void blockRemoved(int slot, long blockId) {}

        @Override
        public void replicationChanged(int slot, long blockId, int replication) {}
    };

    /** A block was allocated, under construction. */
    void blockAdded(int slot, long blockId);

    /** The block's length is final now. */
    void blockCommitted(int slot, long blockId);

    /** The block's file is closed, so that its redundancy counts from now on. */
    void blockClosed(int slot, long blockId);

    /** The block of a closed file is under construction again, under its stamp and with its length. */
    void blockReopened(int slot, long blockId);

    /** The block is gone; its replicas are to be invalidated. Called before the slot is freed. */
    void blockRemoved(int slot, long blockId);

    /** The replication wanted for the block has changed. */
    void replicationChanged(int slot, long blockId, int replication);
}
