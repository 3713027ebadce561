package dev.cairnfs.namenode.command;

/** Closing a file whose writer is gone, where no replica has to be asked for its length. */
final class LeaseRelease {
    private LeaseRelease() {}

    /**
     * Adds the records that close the file when all its blocks are complete.
     *
     * <p>A last block under construction is never given up here, also when no replica of it is known: replicas may be on
     * nodes that are dead or restarting or have not reported yet, and may hold bytes that a writer was told are safe.
     *
     * @return false, and no record, when a block must be recovered or replicated first
     */
    static boolean close(PlanContext context, long fileId, Edits edits) {
        FileBlocks blocks = new FileBlocks(context, fileId);
        if (blocks.firstIncomplete(blocks.count()) != null) {
            return false;
        }
        edits.closeFile(fileId);
        return true;
    }
}
