package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives out copies for the blocks that need them, most endangered first: every few seconds at most two blocks for each live
 * node, from sources that are not busy. A corrupt replica is never a source.
 */
final class RedundancyWork {
    /** Blocks that cannot be helped now are looked at too; so many times the work that may be given out. */
    private static final int EXAMINED_PER_BLOCK = 4;

    private static final int EXCESS_CHECKED = 1000;

    private final SoftTables tables;
    private final Redundancy redundancy;
    private final PlacementPolicy placement;
    private int excessCheckedTo;

    RedundancyWork(SoftTables tables, Redundancy redundancy, PlacementPolicy placement) {
        this.tables = tables;
        this.redundancy = redundancy;
        this.placement = placement;
    }

    /** Gives up transfers and deletions that were not confirmed in time. */
    void expire() {
        BlockManagerSettings.Redundancy rules = tables.settings.redundancy();
        for (int slot :
                tables.pending.expire(tables.nowMillis, rules.pendingTimeout().toMillis())) {
            redundancy.evaluate(slot);
        }
        long excessTimeoutMillis = rules.excessTimeout().toMillis();
        for (int checked = 0; checked < EXCESS_CHECKED && !tables.excess.isEmpty(); checked++) {
            int slot = tables.excess.nextSlot(excessCheckedTo);
            excessCheckedTo = slot + 1;
            if (slot < 0) {
                return;
            }
            if (expireExcess(slot, excessTimeoutMillis)) {
                redundancy.evaluate(slot);
            }
        }
    }

    private boolean expireExcess(int slot, long timeoutMillis) {
        boolean any = false;
        for (StorageDescriptor storage : tables.count(slot).excess) {
            Long since = tables.excess.get(slot, storage.code);
            boolean handedOut = !storage.invalidates.contains(tables.source().id(slot));
            if (since != null && handedOut && tables.nowMillis - since > timeoutMillis) {
                tables.excess.remove(slot, storage.code);
                any = true;
            }
        }
        return any;
    }

    /** Gives out one interval's work; returns how many copies were ordered. */
    int giveOut(RandomGenerator random) {
        int left = tables.registry.liveCount() * tables.settings.redundancy().workMultiplier();
        int ordered = 0;
        int examine = left * EXAMINED_PER_BLOCK;
        for (int level = NeededQueues.HIGHEST; level <= NeededQueues.BADLY_DISTRIBUTED && left > 0; level++) {
            // A level whose blocks cannot be helped must not starve the ones behind it.
            int share = level == NeededQueues.BADLY_DISTRIBUTED ? examine : (examine + 1) / 2;
            int looks = Math.min(share, tables.needed.size(level));
            for (; looks > 0 && left > 0; looks--) {
                int slot = tables.needed.poll(level);
                if (slot < 0) {
                    break;
                }
                examine--;
                int copies = help(slot, level, random);
                // What is still lacking goes to the end of its queue.
                redundancy.evaluate(slot);
                ordered += copies;
                left -= copies > 0 ? 1 : 0;
            }
        }
        return ordered;
    }

    private int help(int slot, int level, RandomGenerator random) {
        BlockSource blocks = tables.source();
        if (blocks.id(slot) == 0 || blocks.state(slot).isUnfinished()) {
            return 0;
        }
        ReplicaCounts counts = tables.count(slot);
        int expected = tables.source().replication(slot);
        int wanted = expected - counts.live.size() - tables.pending.count(slot);
        boolean rackOnly = wanted <= 0;
        if (rackOnly && (tables.pending.count(slot) > 0 || redundancy.enoughRacks(counts.live, expected))) {
            return 0;
        }
        StorageDescriptor source = chooseSource(counts.live, level, random);
        if (source == null) {
            return 0;
        }
        Block block = new Block(blocks.id(slot), blocks.generationStamp(slot), blocks.numBytes(slot));
        List<StorageDescriptor> targets = chooseTargets(slot, counts, Math.max(1, wanted), rackOnly, random);
        if (targets.isEmpty()) {
            if (!rackOnly) {
                redundancy.condemnCorrupt(slot);
            }
            return 0;
        }
        List<BlockLocation> locations = new ArrayList<>();
        for (StorageDescriptor target : targets) {
            locations.add(target.location(ReplicaState.TEMPORARY));
            tables.pending.add(slot, source.node, target.node, tables.nowMillis);
            target.node.scheduleBlock(tables.nowMillis);
        }
        source.node.transfers.add(new DatanodeDescriptor.Transfer(slot, block, locations));
        return targets.size();
    }

    private @Nullable StorageDescriptor chooseSource(List<StorageDescriptor> live, int level, RandomGenerator random) {
        BlockManagerSettings.Redundancy rules = tables.settings.redundancy();
        int streams = level == NeededQueues.HIGHEST ? rules.maxStreamsHardLimit() : rules.maxStreams();
        List<StorageDescriptor> best = new ArrayList<>();
        for (StorageDescriptor storage : live) {
            DatanodeDescriptor node = storage.node;
            if (!storage.usable() || node.activeTransfers >= streams) {
                continue;
            }
            if (!best.isEmpty()) {
                int against = Integer.compare(burden(node), burden(best.get(0).node));
                if (against > 0) {
                    continue;
                }
                if (against < 0) {
                    best.clear();
                }
            }
            best.add(storage);
        }
        return best.isEmpty() ? null : best.get(random.nextInt(best.size()));
    }

    /** Nodes that answer come before stale ones, idle ones before busy ones. */
    private int burden(DatanodeDescriptor node) {
        return node.activeTransfers + (node.stale(tables.nowMillis, tables.settings) ? 1000 : 0);
    }

    private List<StorageDescriptor> chooseTargets(
            int slot, ReplicaCounts counts, int wanted, boolean rackOnly, RandomGenerator random) {
        List<DatanodeDescriptor> holders = new ArrayList<>(tables.pending.targets(slot));
        for (int i = 0; i < tables.replicas.size(slot); i++) {
            holders.add(tables.registry.storage(tables.replicas.code(slot, i)).node);
        }
        PlacementPolicy.Request request = new PlacementPolicy.Request(
                wanted, holders, counts.live, null, List.of(), tables.source().numBytes(slot), tables.nowMillis);
        if (!rackOnly) {
            return placement.choose(request, random);
        }
        StorageDescriptor onNewRack = placement.chooseOnNewRack(request, random);
        return onNewRack == null ? List.of() : List.of(onNewRack);
    }
}
