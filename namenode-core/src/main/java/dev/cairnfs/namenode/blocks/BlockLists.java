package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What readers and the console ask of the soft state. Changes nothing but whose turn it is among equals. */
final class BlockLists {
    /** Slots that one call for a page looks at: a few milliseconds. */
    private static final int SLOTS_PER_PAGE = 1 << 20;

    private final SoftTables tables;
    private final Redundancy redundancy;
    /** Counts the questions for locations. */
    private long turn;

    BlockLists(SoftTables tables, Redundancy redundancy) {
        this.tables = tables;
        this.redundancy = redundancy;
    }

    /** See {@link BlockView#locations}. */
    List<BlockLocation> locations(int slot, String reader) {
        BlockSource blocks = tables.source();
        ReplicaCounts counts = tables.count(slot);
        List<StorageDescriptor> good = new ArrayList<>(counts.live);
        List<BlockLocation> locations = new ArrayList<>();
        if (blocks.state(slot) != BlockState.COMPLETE) {
            addOpen(slot, good, true);
            if (good.isEmpty()) {
                // They will not be read before they are recovered. But without them a reader would take the block, of
                // which he may have been shown something, for one that nobody has begun.
                addOpen(slot, good, false);
            }
        }
        if (good.isEmpty()) {
            good.addAll(counts.excess.isEmpty() ? counts.corrupt : counts.excess);
        }
        good.sort(order(slot, reader));
        for (StorageDescriptor storage : good) {
            locations.add(storage.location(stateOf(slot, storage)));
        }
        return locations;
    }

    private void addOpen(int slot, List<StorageDescriptor> good, boolean readableOnly) {
        long generationStamp = tables.source().generationStamp(slot);
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            // A pipeline is built under its new stamp before that is the block's.
            boolean current = !replica.reported || replica.generationStamp >= generationStamp;
            boolean readable = replica.state == ReplicaState.RBW || replica.state == ReplicaState.FINALIZED;
            boolean counted = tables.holds(slot, replica.storage);
            if (current && (readable || !readableOnly) && !counted && replica.storage.usable()) {
                good.add(replica.storage);
            }
        }
    }

    private Comparator<StorageDescriptor> order(int slot, String reader) {
        DatanodeDescriptor readersNode = tables.registry.liveNamed(reader);
        long salt = ++turn * 1_000_003L + slot;
        return Comparator.comparingInt((StorageDescriptor storage) -> reluctance(storage.node))
                .thenComparingInt(storage -> distance(readersNode, reader, storage.node))
                // Equally near nodes share the load, and who asks again because a node did not answer gets another one.
                .thenComparingLong(storage -> mix(salt * 65_537L + storage.code));
    }

    private int reluctance(DatanodeDescriptor node) {
        int silence = 0;
        if (node.stale(tables.nowMillis, tables.settings)) {
            silence = 2;
        } else if (node.missedBeat(tables.nowMillis, tables.settings)) {
            silence = 1;
        }
        return (node.adminState == AdminState.NORMAL ? 0 : 3) + silence;
    }

    private static int distance(@Nullable DatanodeDescriptor readersNode, String reader, DatanodeDescriptor node) {
        if (node.named(reader)) {
            return 0;
        }
        return readersNode == null ? Integer.MAX_VALUE : PlacementPolicy.distance(readersNode, node);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    /** See {@link BlockView#replicas}. */
    List<BlockLocation> replicas(int slot) {
        List<BlockLocation> all = new ArrayList<>();
        for (int i = 0; i < tables.replicas.size(slot); i++) {
            StorageDescriptor storage = tables.registry.storage(tables.replicas.code(slot, i));
            if (!storage.retired) {
                all.add(storage.location(stateOf(slot, storage)));
            }
        }
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            if (!replica.storage.retired && !tables.holds(slot, replica.storage)) {
                all.add(replica.storage.location(replica.reported ? replica.state.name() : "EXPECTED"));
            }
        }
        return all;
    }

    /** See {@link BlockView#isOnLeavingNode}. */
    boolean isOnLeavingNode(int slot) {
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            if (!replica.storage.retired && replica.storage.node.isLeaving()) {
                return true;
            }
        }
        return tables.count(slot).live.stream().anyMatch(storage -> storage.node.isLeaving());
    }

    private String stateOf(int slot, StorageDescriptor storage) {
        if (!tables.holds(slot, storage)) {
            return ReplicaState.RBW.name();
        }
        if (tables.corrupt.contains(slot, storage.code)) {
            return "CORRUPT";
        }
        return tables.excess.contains(slot, storage.code) ? "EXCESS" : ReplicaState.FINALIZED.name();
    }

    BlockIssuePage withLevel(int from, int max, int levelFrom, int levelTo) {
        List<BlockIssue> found = new ArrayList<>();
        int limit = tables.source().slotLimit();
        int end = (int) Math.min(limit, (long) from + SLOTS_PER_PAGE);
        int slot = Math.max(0, from);
        for (; slot < end && found.size() < max; slot++) {
            int level = tables.needed.level(slot);
            if (level >= levelFrom && level <= levelTo) {
                found.add(issue(slot));
            }
        }
        return new BlockIssuePage(found, slot < limit ? slot : -1);
    }

    BlockIssuePage corrupt(int from, int max) {
        List<BlockIssue> found = new ArrayList<>();
        int slot = tables.corrupt.nextSlot(Math.max(0, from));
        while (slot >= 0 && found.size() < max) {
            found.add(issue(slot));
            slot = tables.corrupt.nextSlot(slot + 1);
        }
        return new BlockIssuePage(found, slot);
    }

    private BlockIssue issue(int slot) {
        ReplicaCounts counts = tables.count(slot);
        return new BlockIssue(
                tables.source().id(slot),
                tables.source().path(slot),
                counts.live.size(),
                tables.source().replication(slot),
                counts.corrupt.size(),
                tables.pending.count(slot));
    }

    BlockStats stats() {
        long capacity = 0;
        long used = 0;
        long nonDfs = 0;
        long remaining = 0;
        long deletions = 0;
        long xceivers = 0;
        int live = 0;
        int stale = 0;
        int dead = 0;
        int decommissioning = 0;
        int failures = 0;
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            if (!node.alive) {
                dead++;
                continue;
            }
            live++;
            stale += node.stale(tables.nowMillis, tables.settings) ? 1 : 0;
            decommissioning += node.adminState == AdminState.DECOMMISSION_INPROGRESS ? 1 : 0;
            capacity += node.sum(StorageInfo::capacityBytes);
            used += node.sum(StorageInfo::dfsUsedBytes);
            nonDfs += node.sum(StorageInfo::nonDfsUsedBytes);
            remaining += node.sum(StorageInfo::remainingBytes);
            deletions += node.pendingDeletions();
            failures += node.failedVolumes;
            xceivers += node.xceivers;
        }
        return new BlockStats(
                capacity,
                used,
                nonDfs,
                remaining,
                tables.source().count(),
                tables.needed.size(),
                tables.needed.size(NeededQueues.BADLY_DISTRIBUTED),
                tables.needed.size(NeededQueues.HIGHEST),
                tables.pending.blocks(),
                tables.corrupt.slots(),
                tables.needed.size(NeededQueues.CORRUPT),
                redundancy.missingSingles(),
                deletions,
                tables.excess.size(),
                redundancy.postponedBlocks(),
                live,
                stale,
                dead,
                decommissioning,
                failures,
                xceivers);
    }
}
