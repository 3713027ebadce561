package dev.cairnfs.namenode.blocks;

import java.time.Duration;

/**
 * The soft state's numbers, with HDFS 3.5's defaults in {@link #defaults}.
 *
 * @param replicationMin live replicas that make a block count as written (dfs.namenode.replication.min)
 * @param datanodesMax DataNodes that are registered at most, dead ones included; HDFS has no bound
 * @param heartbeat DataNodes' liveness and limits per heartbeat
 * @param redundancy the repair of blocks
 * @param placement the choice of DataNodes
 * @param safeMode the start's safe mode
 */
public record BlockManagerSettings(
        int replicationMin,
        int datanodesMax,
        Heartbeat heartbeat,
        Redundancy redundancy,
        Placement placement,
        SafeModeRule safeMode) {
    /**
     * DataNodes' liveness, and limits per heartbeat.
     *
     * @param interval how often a DataNode calls (dfs.heartbeat.interval)
     * @param recheckInterval enters the time after which a DataNode is dead
     *     (dfs.namenode.heartbeat.recheck-interval)
     * @param staleInterval silent so long, a DataNode is stale (dfs.namenode.stale.datanode.interval)
     * @param invalidateLimit replicas that one heartbeat's answer tells to delete (dfs.block.invalidate.limit)
     */
    public record Heartbeat(Duration interval, Duration recheckInterval, Duration staleInterval, int invalidateLimit) {
        /** A DataNode is dead after 2 x recheck + 10 x heartbeat interval: 630 s by default, as in HDFS. */
        public long deadAfterMillis() {
            return 2 * recheckInterval.toMillis() + 10 * interval.toMillis();
        }
    }

    /**
     * The repair of blocks.
     *
     * @param interval how often work is given out (dfs.namenode.redundancy.interval.seconds)
     * @param workMultiplier blocks per live DataNode each time
     *     (dfs.namenode.replication.work.multiplier.per.iteration)
     * @param maxStreams transfers that a DataNode sends at once (dfs.namenode.replication.max-streams)
     * @param maxStreamsHardLimit the same for blocks of the highest priority (max-streams-hard-limit)
     * @param pendingTimeout after which a transfer counts as failed
     *     (dfs.namenode.reconstruction.pending.timeout-sec)
     * @param excessTimeout after which an unconfirmed deletion of an excess replica is decided anew
     *     (dfs.namenode.excess.redundancy.timeout-sec)
     */
    public record Redundancy(
            Duration interval,
            int workMultiplier,
            int maxStreams,
            int maxStreamsHardLimit,
            Duration pendingTimeout,
            Duration excessTimeout) {}

    /**
     * The choice of DataNodes.
     *
     * @param considerLoad leave out DataNodes with many transfers (dfs.namenode.redundancy.considerLoad)
     * @param loadFactor times the average that is too many
     * @param minBlocksForWrite room for so many blocks must be left (dfs.namenode.block-placement.min-blocks-for.write)
     */
    public record Placement(boolean considerLoad, double loadFactor, int minBlocksForWrite) {}

    /**
     * The start's safe mode.
     *
     * @param threshold share of the blocks that must have their minimum of replicas
     *     (dfs.namenode.safemode.threshold-pct)
     * @param minDatanodes live DataNodes that must be there (dfs.namenode.safemode.min.datanodes)
     * @param extension how long it lasts once the threshold is reached (dfs.namenode.safemode.extension)
     */
    public record SafeModeRule(double threshold, int minDatanodes, Duration extension) {}

    /** HDFS 3.5's defaults where it has the setting. */
    public static BlockManagerSettings defaults() {
        return new BlockManagerSettings(
                1,
                10_000,
                new Heartbeat(Duration.ofSeconds(3), Duration.ofMinutes(5), Duration.ofSeconds(30), 1000),
                new Redundancy(Duration.ofSeconds(3), 2, 2, 4, Duration.ofSeconds(300), Duration.ofSeconds(3600)),
                new Placement(true, 2.0, 1),
                new SafeModeRule(0.999, 0, Duration.ofSeconds(30)));
    }

    public BlockManagerSettings withDatanodesMax(int other) {
        return new BlockManagerSettings(replicationMin, other, heartbeat, redundancy, placement, safeMode);
    }

    public BlockManagerSettings withHeartbeat(Heartbeat other) {
        return new BlockManagerSettings(replicationMin, datanodesMax, other, redundancy, placement, safeMode);
    }

    public BlockManagerSettings withRedundancy(Redundancy other) {
        return new BlockManagerSettings(replicationMin, datanodesMax, heartbeat, other, placement, safeMode);
    }

    public BlockManagerSettings withSafeMode(SafeModeRule other) {
        return new BlockManagerSettings(replicationMin, datanodesMax, heartbeat, redundancy, placement, other);
    }
}
