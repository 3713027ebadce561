package dev.cairnfs.namenode.blocks;

import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What falls due with time: dead nodes, the sweep behind lost storages, the walk over the blocks, redundancy work. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    // So much is done in one tick at most: a few milliseconds.
    private static final int SWEEP_SLOTS = 200_000;
    private static final int SWEEP_REPLICAS = 4_000;
    private static final int SCAN_SLOTS = 10_000;
    /** When no tick came for so long, the loop itself stood still, and heartbeats may be waiting behind. */
    private static final long STANDSTILL_MILLIS = 10_000;

    private final SoftTables tables;
    private final Redundancy redundancy;
    private final RedundancyWork work;
    private final ReplicaSweeper sweeper;
    private long lastTickMillis;
    private long lastWorkMillis;
    private boolean sweepsMore;

    Upkeep(SoftTables tables, Redundancy redundancy, RedundancyWork work, long startMillis) {
        this.tables = tables;
        this.redundancy = redundancy;
        this.work = work;
        this.sweeper = new ReplicaSweeper(tables, redundancy);
        this.lastTickMillis = startMillis;
        this.lastWorkMillis = startMillis;
    }

    /** The periods begin now. */
    void start() {
        lastTickMillis = tables.nowMillis;
        lastWorkMillis = tables.nowMillis;
    }

    /** No lost storage is left whose replicas are still in the table. */
    boolean idle() {
        return sweeper.idle() && !tables.registry.hasNewlyRetired();
    }

    /** Declares nodes dead and sweeps behind them: what safe mode is judged by. */
    void beginTick() {
        long gap = tables.nowMillis - lastTickMillis;
        lastTickMillis = tables.nowMillis;
        if (gap > STANDSTILL_MILLIS) {
            LOG.warn("No tick for {} ms: DataNodes are not held to heartbeats that waited", gap);
            tables.registry.forgiveStandstill(gap, tables.nowMillis);
        }
        buryOverdue();
        sweepsMore = sweeper.slice(SWEEP_SLOTS, SWEEP_REPLICAS);
    }

    /** Walks on over the blocks and gives out work; returns true when more is waiting. */
    boolean tick(RandomGenerator random, boolean safeModeOn) {
        boolean more = sweepsMore;
        if (redundancy.active()) {
            more |= redundancy.scanSlice(SCAN_SLOTS);
        }
        if (tables.nowMillis - lastWorkMillis
                >= tables.settings.redundancy().interval().toMillis()) {
            lastWorkMillis = tables.nowMillis;
            work.expire();
            if (redundancy.active() && !safeModeOn) {
                work.giveOut(random);
            }
        }
        return more;
    }

    private void buryOverdue() {
        List<DatanodeDescriptor> overdue = tables.registry.overdue(tables.nowMillis);
        for (DatanodeDescriptor node : overdue) {
            LOG.warn("DataNode {} is dead: silent for {} ms", node, tables.nowMillis - node.lastHeartbeatMillis);
            tables.registry.markDead(node);
        }
        if (!overdue.isEmpty()) {
            redundancy.racksChanged();
            work.expire();
        }
    }
}
