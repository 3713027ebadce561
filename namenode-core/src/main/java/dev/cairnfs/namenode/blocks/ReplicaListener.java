package dev.cairnfs.namenode.blocks;

/** Hears on the {@code nn-state} thread, within the event that brought it, that a block has gained a replica. */
@FunctionalInterface
public interface ReplicaListener {
    /**
     * A finalized replica was reported, or came to count because its block was committed. The listener must only take
     * a note: the event goes on behind it.
     */
    void replicaGained(long blockId);
}
