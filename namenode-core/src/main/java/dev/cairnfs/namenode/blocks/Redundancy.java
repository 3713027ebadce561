package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import java.util.List;
import java.util.TreeSet;

/**
 * Says what a block's replicas call for, after every change to them: more copies, fewer, or the deletion of corrupt ones.
 * It only queues; {@link RedundancyWork} and the heartbeats hand out.
 *
 * <p>Invariant: no decision to delete leaves fewer good replicas than wanted, and none is made while a replica that it
 * relies on is uncertain.
 */
final class Redundancy {
    private final SoftTables tables;
    private final SafeMode safeMode;
    private final TreeSet<Integer> postponed = new TreeSet<>();
    /** False until the start's safe mode is over: before, most blocks only look as if they lacked replicas. */
    private boolean active;

    private int clusterRacks;
    private final SlotBitmap missingSingle = new SlotBitmap();
    private int missingSingles;
    // The walk over all blocks that follows a change of the rules for all of them; at the limit there is none.
    private int scanSlot;
    private int scanLimit;
    private int postponedFrom = Integer.MAX_VALUE;

    Redundancy(SoftTables tables, SafeMode safeMode) {
        this.tables = tables;
        this.safeMode = safeMode;
    }

    boolean active() {
        return active;
    }

    /** The start's safe mode is over: all blocks are looked at, slice by slice. */
    void activate() {
        active = true;
        scanAll();
    }

    private void scanAll() {
        scanSlot = 0;
        scanLimit = tables.source().slotLimit();
    }

    /** The racks with live nodes may have changed. */
    void racksChanged() {
        int racks = tables.registry.liveRackCount();
        if (active && clusterRacks <= 1 && racks > 1) {
            // Until now one rack was enough for every block.
            scanAll();
        }
        clusterRacks = racks;
    }

    /** A storage's contents are certain now: decisions that waited for it can be made. */
    void contentsKnown() {
        postponedFrom = 0;
    }

    /** All blocks of known length were looked at since the last change, and have all their replicas. */
    boolean settled() {
        boolean lacking = tables.needed.size() > tables.needed.size(NeededQueues.BADLY_DISTRIBUTED);
        return active && scanSlot >= scanLimit && !lacking && tables.pending.blocks() == 0;
    }

    /** Looks at more blocks of a walk; returns true while there are more. */
    boolean scanSlice(int maxSlots) {
        int left = maxSlots;
        while (scanSlot < scanLimit && left-- > 0) {
            int slot = scanSlot++;
            if (tables.source().id(slot) != 0) {
                evaluate(slot);
            }
        }
        while (left-- > 0 && postponedFrom != Integer.MAX_VALUE) {
            Integer slot = postponed.ceiling(postponedFrom);
            postponedFrom = slot == null ? Integer.MAX_VALUE : slot + 1;
            if (slot != null) {
                evaluate(slot);
            }
        }
        return scanSlot < scanLimit || postponedFrom != Integer.MAX_VALUE;
    }

    /** Decides anew what the block needs. To be called after every change to its replicas. */
    void evaluate(int slot) {
        if (tables.source().id(slot) == 0) {
            return;
        }
        BlockState state = tables.source().state(slot);
        if (safeMode.starting() && !state.isUnfinished()) {
            safeMode.counted(slot, tables.liveReplicas(slot), tables.source().replication(slot));
        }
        if (!active) {
            return;
        }
        if (state.isUnfinished()) {
            // The writer's pipeline looks after the block.
            tables.needed.set(slot, NeededQueues.NONE);
            return;
        }
        ReplicaCounts counts = tables.count(slot);
        int expected = tables.source().replication(slot);
        if (counts.live.size() < expected) {
            takeBackExcess(slot, counts, expected);
        }
        int level = level(slot, state, counts, expected);
        tables.needed.set(slot, level);
        noteSingle(slot, level == NeededQueues.CORRUPT && expected == 1);
        if (counts.live.size() >= expected && (counts.live.size() > expected || !counts.corrupt.isEmpty())) {
            reduce(slot, counts, expected);
        } else {
            postponed.remove(slot);
            orderCondemned(slot, counts);
        }
    }

    private int level(int slot, BlockState state, ReplicaCounts counts, int expected) {
        int live = counts.live.size();
        int pending = tables.pending.count(slot);
        if (state == BlockState.COMMITTED && live == 0 && pending > 0) {
            // Its writer was faster than the reports of its DataNodes.
            return NeededQueues.NONE;
        }
        boolean enough = live + pending >= expected;
        boolean spread = pending > 0 || enoughRacks(counts.live, expected);
        // A block with nothing live stays listed as missing, whatever is on its way.
        return enough && spread && live > 0 ? NeededQueues.NONE : NeededQueues.priority(live, expected);
    }

    /** Two racks are enough, as HDFS's default placement has it, as far as there are two. */
    boolean enoughRacks(List<StorageDescriptor> live, int expected) {
        return ReplicaCounts.racks(live) >= Math.min(2, Math.min(expected, clusterRacks));
    }

    private void takeBackExcess(int slot, ReplicaCounts counts, int expected) {
        long blockId = tables.source().id(slot);
        for (StorageDescriptor storage : List.copyOf(counts.excess)) {
            // What was handed out already is as good as deleted.
            if (counts.live.size() < expected && storage.invalidates.remove(blockId)) {
                tables.excess.remove(slot, storage.code);
                counts.excess.remove(storage);
                counts.live.add(storage);
            }
        }
    }

    private void reduce(int slot, ReplicaCounts counts, int expected) {
        if (counts.uncertain() > 0) {
            postponed.add(slot);
            return;
        }
        postponed.remove(slot);
        long blockId = tables.source().id(slot);
        long generationStamp = tables.source().generationStamp(slot);
        for (StorageDescriptor storage : ExcessChooser.choose(counts.live, expected)) {
            tables.excess.put(slot, storage.code, tables.nowMillis);
            storage.invalidates.add(blockId, generationStamp);
        }
        for (StorageDescriptor storage : counts.corrupt) {
            CorruptReplica note = tables.corrupt.get(slot, storage.code);
            if (note != null) {
                storage.invalidates.add(blockId, note.generationStamp());
            }
        }
    }

    private void orderCondemned(int slot, ReplicaCounts counts) {
        for (StorageDescriptor storage : counts.corrupt) {
            CorruptReplica note = tables.corrupt.get(slot, storage.code);
            if (note != null && note.condemned()) {
                storage.invalidates.add(tables.source().id(slot), note.generationStamp());
            }
        }
    }

    /** Whether an order to delete is still right at the moment when it leaves. */
    boolean mayDelete(StorageDescriptor storage, long blockId) {
        int slot = tables.source().slot(blockId);
        if (slot < 0 || !tables.holds(slot, storage)) {
            return true;
        }
        int live = tables.liveReplicas(slot);
        CorruptReplica bad = tables.corrupt.get(slot, storage.code);
        if (bad != null) {
            boolean condemned = bad.condemned() && live >= tables.settings.replicationMin();
            return condemned || live >= tables.source().replication(slot);
        }
        if (tables.excess.contains(slot, storage.code)) {
            boolean superfluous = live >= tables.source().replication(slot);
            if (!superfluous) {
                tables.excess.remove(slot, storage.code);
            }
            return superfluous;
        }
        return false;
    }

    /**
     * Gives up a corrupt replica before all good ones exist: its node is the only one left that could take a new one.
     *
     * @return false when there is no such replica, or too few good ones
     */
    boolean condemnCorrupt(int slot) {
        ReplicaCounts counts = tables.count(slot);
        if (counts.live.size() < Math.max(1, tables.settings.replicationMin())) {
            return false;
        }
        for (StorageDescriptor storage : counts.corrupt) {
            CorruptReplica note = tables.corrupt.get(slot, storage.code);
            if (note != null && !note.condemned() && storage.usable()) {
                tables.corrupt.put(slot, storage.code, note.condemn());
                storage.invalidates.add(tables.source().id(slot), note.generationStamp());
                return true;
            }
        }
        return false;
    }

    private void noteSingle(int slot, boolean missing) {
        if (missing) {
            missingSingles += missingSingle.set(slot) ? 1 : 0;
        } else {
            missingSingles -= missingSingle.clear(slot) ? 1 : 0;
        }
    }

    /** The block is gone. */
    void forget(int slot) {
        postponed.remove(slot);
        noteSingle(slot, false);
    }

    /** Missing blocks that were to have one replica only. */
    int missingSingles() {
        return missingSingles;
    }

    int postponedBlocks() {
        return postponed.size();
    }
}
