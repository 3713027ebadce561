package dev.cairnfs.namenode.blocks;

import java.util.List;

/**
 * A page of such blocks, in the order of their slots. It may be short, or empty, although more follow: a call looks at a
 * bounded number of blocks.
 *
 * @param nextSlot where the next page begins, or -1 at the end
 */
public record BlockIssuePage(List<BlockIssue> blocks, int nextSlot) {
    public BlockIssuePage {
        blocks = List.copyOf(blocks);
    }
}
