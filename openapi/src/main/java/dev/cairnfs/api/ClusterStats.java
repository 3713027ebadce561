package dev.cairnfs.api;

/** GET /api/v1/stats: counts over the whole cluster. Bytes are summed over the live DataNodes. */
public record ClusterStats(
        long capacityBytes,
        long dfsUsedBytes,
        long nonDfsUsedBytes,
        long remainingBytes,
        long filesTotal,
        long blocksTotal,
        long underReplicatedBlocks,
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
