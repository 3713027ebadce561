package dev.cairnfs.api;

/**
 * GET /api/v1/stats: counts over the whole cluster. Bytes are summed over the live DataNodes.
 *
 * @param underReplicatedBlocks all in which redundancy lacks, as HDFS counts them: with the badly distributed and the
 *     missing ones
 * @param badlyDistributedBlocks those of them that have all their replicas, but on too few racks
 */
public record ClusterStats(
        long capacityBytes,
        long dfsUsedBytes,
        long nonDfsUsedBytes,
        long remainingBytes,
        long filesTotal,
        long blocksTotal,
        long underReplicatedBlocks,
        long badlyDistributedBlocks,
        long pendingReconstructionBlocks,
        long corruptBlocks,
        long missingBlocks,
        long missingBlocksWithReplicationOne,
        long pendingDeletionBlocks,
        long excessBlocks,
        long postponedBlocks,
        int liveDatanodes,
        int staleDatanodes,
        int deadDatanodes,
        int decommissioningDatanodes,
        int volumeFailures,
        long xceivers,
        boolean safeMode) {}
