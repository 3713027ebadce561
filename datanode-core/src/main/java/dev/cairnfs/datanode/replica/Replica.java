package dev.cairnfs.datanode.replica;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;

/**
 * A replica as it was when it was looked up.
 *
 * @param block with the length that is known to be on disk
 * @param volume index of the volume that holds it
 */
public record Replica(Block block, ReplicaState state, int volume) {
    public long blockId() {
        return block.blockId();
    }
}
