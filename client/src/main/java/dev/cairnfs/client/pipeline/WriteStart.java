package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.LocatedBlock;
import org.jspecify.annotations.Nullable;

/**
 * How a write begins.
 *
 * @param replication the file's
 * @param block the first block to write to, when it came with the file; null when it is still to be asked for
 * @param append whether that block is there already, and grows
 */
public record WriteStart(int replication, @Nullable LocatedBlock block, boolean append) {
    /** How much the block has that is written on to. */
    public long appendedBytes() {
        return append && block != null ? block.block().block().numBytes() : 0;
    }

    /** A file that was just created. */
    public static WriteStart ofNewFile(int replication, @Nullable LocatedBlock firstBlock) {
        return new WriteStart(replication, firstBlock, false);
    }

    /** A file that was opened for append; without a last block it goes on with a new one. */
    public static WriteStart ofAppend(int replication, @Nullable LocatedBlock lastBlock) {
        return new WriteStart(replication, lastBlock, lastBlock != null);
    }
}
