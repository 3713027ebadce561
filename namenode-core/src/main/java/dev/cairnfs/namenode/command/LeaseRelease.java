package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.model.Block;

/** Closing a file whose writer is gone, where no replica has to be asked for its length. */
final class LeaseRelease {
    private LeaseRelease() {}

    /**
     * Adds the records that close the file: when all its blocks are complete, or all but a last one that never reached
     * any DataNode, which is dropped.
     *
     * @return false, and no record, when a block must be recovered or replicated first
     */
    static boolean close(PlanContext context, long fileId, Edits edits) {
        FileBlocks blocks = new FileBlocks(context, fileId);
        Block pending = blocks.firstIncomplete(blocks.count());
        if (pending != null) {
            // Only a last block is under construction.
            if (!neverWritten(context, blocks, pending)) {
                return false;
            }
            edits.abandonBlock(fileId, pending.blockId());
        }
        edits.closeFile(fileId);
        return true;
    }

    private static boolean neverWritten(PlanContext context, FileBlocks blocks, Block block) {
        int slot = context.namespace().blocks().slot(block.blockId());
        return blocks.isUnderConstruction(block)
                && context.blocks().locations(slot, "").isEmpty();
    }
}
