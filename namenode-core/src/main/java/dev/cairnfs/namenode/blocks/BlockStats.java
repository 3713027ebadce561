package dev.cairnfs.namenode.blocks;

/**
 * Counts over the whole cluster, as metrics and console show them. Bytes are summed over live DataNodes.
 *
 * @param underReplicatedBlocks all in which redundancy lacks, as HDFS counts them: with the badly distributed and the
 *     missing ones
 * @param badlyDistributedBlocks those that have all their replicas, but on too few racks
 */
public record BlockStats(
        long capacityBytes,
        long dfsUsedBytes,
        long nonDfsUsedBytes,
        long remainingBytes,
        long blocksTotal,
        long underReplicatedBlocks,
        long badlyDistributedBlocks,
        long lowRedundancyHighestPriority,
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
        long xceivers) {}
