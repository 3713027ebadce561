package dev.cairnfs.simulation;

import dev.cairnfs.namenode.state.BlockEvents;

/** For namespaces without soft state. */
final class NoBlockEvents implements BlockEvents {
    @Override
    public void blockAdded(int slot, long blockId) {}

    @Override
    public void blockCommitted(int slot, long blockId) {}

    @Override
    public void blockClosed(int slot, long blockId) {}

    @Override
    public void blockRemoved(int slot, long blockId) {}

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {}
}
