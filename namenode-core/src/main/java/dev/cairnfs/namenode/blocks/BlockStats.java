package dev.cairnfs.namenode.blocks;

/** Counts over the whole cluster, as metrics and console show them. Bytes are summed over live DataNodes. */
public record BlockStats(
        long capacityBytes,
        long dfsUsedBytes,
        long nonDfsUsedBytes,
        long remainingBytes,
        long blocksTotal,
        long underReplicatedBlocks,
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
