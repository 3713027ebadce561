package dev.cairnfs.shared.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a file that touch the asked range.
 *
 * @param lastBlock the file's last block, also when it lies outside the range; null for an empty file
 */
public record LocatedBlocks(
        long fileLength,
        boolean underConstruction,
        List<LocatedBlock> blocks,
        @Nullable LocatedBlock lastBlock,
        boolean lastBlockComplete) {
    public LocatedBlocks {
        blocks = List.copyOf(blocks);
    }
}
