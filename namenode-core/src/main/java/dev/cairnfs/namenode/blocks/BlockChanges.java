package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;

/** What follows for the soft state when blocks change in the hard state. */
final class BlockChanges {
    private final SoftTables tables;
    private final Redundancy redundancy;
    private final SafeMode safeMode;
    private final ReportProcessor reports;
    private final BlockRecoveries recoveries;

    BlockChanges(
            SoftTables tables,
            Redundancy redundancy,
            SafeMode safeMode,
            ReportProcessor reports,
            BlockRecoveries recoveries) {
        this.tables = tables;
        this.redundancy = redundancy;
        this.safeMode = safeMode;
        this.reports = reports;
        this.recoveries = recoveries;
    }

    void added(int slot) {
        tables.open.begin(slot);
    }

    /** From now on the block is repaired, also while its file stays open for long. */
    void committed(int slot) {
        reports.committed(slot);
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            if (!replica.storage.usable() || tables.holds(slot, replica.storage)) {
                continue;
            }
            if (replica.reported && reports.isStale(slot, replica)) {
                reports.left(slot, replica);
            } else if (!recoveries.contains(slot) && replica.state == ReplicaState.RBW) {
                // Its node's last report is under way: no reason to order a copy.
                tables.pending.add(slot, null, replica.storage.node, tables.nowMillis);
            }
        }
        redundancy.evaluate(slot);
    }

    void closed(int slot) {
        recoveries.remove(slot);
        tables.open.remove(slot);
        redundancy.evaluate(slot);
    }

    void beginRecovery(long blockId, long recoveryId) {
        int slot = tables.source().slot(blockId);
        if (slot >= 0) {
            recoveries.begin(slot, recoveryId);
        }
    }

    void awaitReplicas(long blockId) {
        int slot = tables.source().slot(blockId);
        if (slot >= 0) {
            recoveries.await(slot);
        }
    }

    /** See {@link BlockManager#recovered}. */
    void recovered(long blockId, List<ReplicaPlace> places) {
        int slot = tables.source().slot(blockId);
        if (slot < 0 || tables.source().state(slot).isUnfinished()) {
            return;
        }
        recoveries.remove(slot);
        for (ReplicaPlace place : places) {
            StorageDescriptor storage = tables.registry.usable(place);
            if (storage != null) {
                reports.recovered(slot, storage);
            }
        }
    }

    void removed(int slot, long blockId) {
        if (safeMode.starting() && !tables.source().state(slot).isUnfinished()) {
            safeMode.removed(slot);
        }
        recoveries.remove(slot);
        redundancy.forget(slot);
        tables.removeBlock(slot, blockId);
    }

    /**
     * The block of a closed file is an open one again: what is known of its replicas is known now as if each had just been
     * reported.
     */
    void reopened(int slot, long blockId) {
        Block block = new Block(
                blockId, tables.source().generationStamp(slot), tables.source().numBytes(slot));
        ReplicaCounts counts = tables.count(slot);
        List<StorageDescriptor> good = new ArrayList<>(counts.live);
        for (StorageDescriptor storage : counts.excess) {
            // What was handed out already is as good as deleted.
            if (storage.invalidates.remove(blockId)) {
                good.add(storage);
            }
        }
        for (StorageDescriptor storage : counts.corrupt) {
            CorruptReplica bad = tables.corrupt.get(slot, storage.code);
            if (bad != null && !bad.healedByReport()) {
                storage.node.rememberCorrupt(blockId, bad.generationStamp());
            }
        }
        tables.reopen(slot);
        redundancy.forget(slot);
        good.forEach(storage -> tables.open.reported(slot, storage, block, ReplicaState.FINALIZED));
    }

    /** See {@link BlockManager#pipelineUpdated}. */
    void pipelineUpdated(long blockId, List<ReplicaPlace> pipeline) {
        int slot = tables.source().slot(blockId);
        if (slot >= 0 && tables.source().state(slot).isBeingWritten()) {
            recoveries.remove(slot);
            // Under its new stamp nobody else can hold the block.
            tables.open.begin(slot);
            expectReplicas(blockId, pipeline);
        }
    }

    /** See {@link BlockManager#expectReplicas}. */
    void expectReplicas(long blockId, List<ReplicaPlace> pipeline) {
        int slot = tables.source().slot(blockId);
        if (slot < 0 || tables.source().state(slot) == BlockState.COMPLETE) {
            return;
        }
        List<StorageDescriptor> storages = new ArrayList<>();
        List<String> uuids = pipeline.stream().map(ReplicaPlace::datanodeUuid).toList();
        for (ReplicaPlace place : pipeline) {
            StorageDescriptor storage = tables.registry.usable(place);
            if (storage != null) {
                storages.add(storage);
                scheduleUnlessThere(slot, storage.node);
            }
        }
        tables.open.expect(slot, storages, uuids, tables.source().generationStamp(slot));
    }

    private void scheduleUnlessThere(int slot, DatanodeDescriptor node) {
        if (tables.open.replicas(slot).stream().noneMatch(replica -> replica.storage.node == node)) {
            node.scheduleBlock(tables.nowMillis);
        }
    }
}
