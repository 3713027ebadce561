package dev.cairnfs.webui;

/**
 * The state of the whole cluster at one moment.
 *
 * @param files files in the namespace
 * @param directories directories in the namespace, the root included
 * @param openFiles files that are being written
 * @param stalled files that stay open because their recovery does not get on
 */
public record OverviewView(
        SafeModeView safeMode,
        Capacity capacity,
        Blocks blocks,
        Datanodes datanodes,
        long files,
        long directories,
        int openFiles,
        Stalled stalled) {

    /**
     * Recoveries that wait for DataNodes, or that several DataNodes were asked for in vain.
     *
     * @param path of the file whose recovery is wanted for longest; empty when there is none, or the user may not know
     */
    public record Stalled(int files, String path) {}

    /** Bytes, summed over the live DataNodes. */
    public record Capacity(long totalBytes, long dfsUsedBytes, long nonDfsUsedBytes, long remainingBytes) {}

    /**
     * Counts of blocks.
     *
     * @param missing no live replica is known
     * @param missingWithReplicationOne those of {@code missing} that were stored once only
     * @param corrupt at least one replica is corrupt
     * @param underReplicated fewer live replicas than asked for, missing ones excluded
     * @param badlyDistributed as many live replicas as asked for, but on too few racks
     * @param pendingReconstruction copies under way
     * @param pendingDeletion replicas that DataNodes are told to delete
     * @param excess more replicas than asked for
     */
    public record Blocks(
            long total,
            long missing,
            long missingWithReplicationOne,
            long corrupt,
            long underReplicated,
            long badlyDistributed,
            long pendingReconstruction,
            long pendingDeletion,
            long excess) {}

    /** Counts of DataNodes; {@code live} includes the stale ones. */
    public record Datanodes(int live, int stale, int dead, int decommissioning, int failedVolumes) {}
}
