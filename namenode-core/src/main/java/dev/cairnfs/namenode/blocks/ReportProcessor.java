package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.PackedBlockReport;
import java.util.List;

/**
 * Takes in what DataNodes report of their replicas. A replica is judged by its generation stamp, length and state against
 * the block's, never by when the report came: reports race with each other and with the journal.
 */
final class ReportProcessor {
    /** A walk over the table is so much cheaper than an entry. */
    private static final int SCAN_SLOTS_PER_ENTRY = 32;

    private final SoftTables tables;
    private final Redundancy redundancy;
    private final SafeMode safeMode;
    private final ReplicaListener listener;

    ReportProcessor(SoftTables tables, Redundancy redundancy, SafeMode safeMode, ReplicaListener listener) {
        this.tables = tables;
        this.redundancy = redundancy;
        this.safeMode = safeMode;
        this.listener = listener;
    }

    private BlockSource blocks() {
        return tables.source();
    }

    void incremental(DatanodeDescriptor node, List<ReplicaChange> changes) throws HdfsException {
        for (ReplicaChange change : changes) {
            StorageDescriptor storage = tables.registry.storageForReport(node, change.storageId());
            Block block = change.block();
            switch (change.kind()) {
                case RECEIVING -> reported(storage, block, ReplicaState.RBW, true);
                case RECEIVED -> {
                    storage.noteChange(block.blockId(), true, tables.nowMillis);
                    reported(storage, block, ReplicaState.FINALIZED, true);
                }
                case DELETED -> {
                    storage.noteChange(block.blockId(), false, tables.nowMillis);
                    deleted(storage, block);
                }
            }
        }
    }

    FullReport begin(DatanodeDescriptor node, PackedBlockReport packed) throws HdfsException {
        StorageDescriptor storage = tables.registry.storageForReport(node, packed.storageId());
        FullReport report = new FullReport(storage, packed, blocks().slotLimit(), tables.nowMillis);
        storage.openReport = report;
        return report;
    }

    /** Returns true at the end of the report. */
    boolean applySlice(FullReport report, int maxEntries) {
        int left = maxEntries;
        while (!report.entriesDone() && left > 0) {
            left--;
            if (report.entries.next()) {
                applyEntry(report);
            } else {
                report.finishEntries();
            }
        }
        return report.entriesDone() && removeUnlisted(report, (long) left * SCAN_SLOTS_PER_ENTRY);
    }

    private void applyEntry(FullReport report) {
        PackedBlockReport.Cursor entry = report.entries;
        StorageDescriptor storage = report.storage;
        int slot = blocks().slot(entry.blockId());
        if (slot >= 0) {
            report.entryFor(slot, tables.holds(slot, storage));
        }
        if (storage.wasRecentlyDeleted(entry.blockId(), report.beganMillis())) {
            // The report was written before the replica was deleted.
            return;
        }
        if (slot >= 0
                && storage.wasRecentlyReceived(entry.blockId(), report.beganMillis())
                && entry.generationStamp() <= blocks().generationStamp(slot)
                && isGood(slot, storage)) {
            // The report was written before the replica got its present stamp or state.
            return;
        }
        reported(storage, entry.block(), entry.state(), false);
    }

    private boolean removeUnlisted(FullReport report, long maxSlots) {
        StorageDescriptor storage = report.storage;
        for (long left = maxSlots; left > 0; left--) {
            int slot = report.nextScanSlot();
            if (slot < 0) {
                storage.openReport = null;
                storage.contentsStale = false;
                redundancy.contentsKnown();
                return true;
            }
            if (!report.lists(slot)
                    && tables.holds(slot, storage)
                    && !storage.wasRecentlyReceived(blocks().id(slot), report.beganMillis())) {
                tables.removeReplica(slot, storage);
                redundancy.evaluate(slot);
            }
        }
        return false;
    }

    private boolean isGood(int slot, StorageDescriptor storage) {
        return tables.holds(slot, storage) && !tables.corrupt.contains(slot, storage.code);
    }

    private void reported(StorageDescriptor storage, Block replica, ReplicaState state, boolean incremental) {
        int slot = blocks().slot(replica.blockId());
        if (slot < 0) {
            unknown(storage, replica);
            return;
        }
        switch (blocks().state(slot)) {
            case UNDER_CONSTRUCTION -> ofOpenBlock(slot, storage, replica, state);
            case COMMITTED -> {
                if (state == ReplicaState.FINALIZED) {
                    finalized(slot, storage, replica, incremental);
                } else {
                    // Its node has not heard the end of the block yet.
                    ofOpenBlock(slot, storage, replica, state);
                }
            }
            case COMPLETE -> ofCompleteBlock(slot, storage, replica, state, incremental);
        }
    }

    private void unknown(StorageDescriptor storage, Block replica) {
        if (replica.generationStamp() >= tables.source().nextGenerationStamp() && safeMode.starting()) {
            // Newer than everything this namespace knows: perhaps an old image was started by mistake.
            safeMode.foundFutureBlock(replica.numBytes());
            return;
        }
        storage.invalidates.add(replica.blockId(), replica.generationStamp());
    }

    private void ofOpenBlock(int slot, StorageDescriptor storage, Block replica, ReplicaState state) {
        if (state == ReplicaState.TEMPORARY) {
            return;
        }
        tables.open.reported(slot, storage, replica, state);
        if (state == ReplicaState.FINALIZED) {
            storage.node.blockArrived();
            listener.replicaGained(replica.blockId());
        }
    }

    private void ofCompleteBlock(
            int slot, StorageDescriptor storage, Block replica, ReplicaState state, boolean incremental) {
        switch (state) {
            case FINALIZED -> finalized(slot, storage, replica, incremental);
            case RBW, RUR -> {
                // With the right stamp it is a report that was overtaken by the end of the block.
                if (replica.generationStamp() != blocks().generationStamp(slot)) {
                    mismatch(slot, storage, replica, incremental, CorruptReplica.Reason.GENERATION_STAMP_MISMATCH);
                }
            }
            case RWR -> mismatch(slot, storage, replica, incremental, CorruptReplica.Reason.INVALID_STATE);
            case TEMPORARY -> {
                // A copy on its way: it counts when it is finalized.
            }
        }
    }

    private void finalized(int slot, StorageDescriptor storage, Block replica, boolean incremental) {
        if (replica.generationStamp() != blocks().generationStamp(slot)) {
            mismatch(slot, storage, replica, incremental, CorruptReplica.Reason.GENERATION_STAMP_MISMATCH);
        } else if (replica.numBytes() != blocks().numBytes(slot)) {
            mismatch(slot, storage, replica, incremental, CorruptReplica.Reason.LENGTH_MISMATCH);
        } else {
            good(slot, storage);
        }
    }

    private void mismatch(
            int slot, StorageDescriptor storage, Block replica, boolean incremental, CorruptReplica.Reason reason) {
        boolean older = replica.generationStamp() < blocks().generationStamp(slot);
        if (incremental && older && isGood(slot, storage)) {
            // Stamps only grow on a DataNode: this was said before what is known already.
            return;
        }
        markCorrupt(slot, storage, new CorruptReplica(reason, replica.generationStamp(), false));
    }

    void markCorrupt(int slot, StorageDescriptor storage, CorruptReplica note) {
        CorruptReplica before = tables.corrupt.get(slot, storage.code);
        if (before != null && (!before.healedByReport() || before.generationStamp() == note.generationStamp())) {
            // It is still there: an order to delete it may have been lost.
            redundancy.evaluate(slot);
            return;
        }
        tables.addReplica(slot, storage);
        tables.excess.remove(slot, storage.code);
        storage.invalidates.remove(blocks().id(slot));
        tables.corrupt.put(slot, storage.code, note);
        redundancy.evaluate(slot);
    }

    private void good(int slot, StorageDescriptor storage) {
        CorruptReplica bad = tables.corrupt.get(slot, storage.code);
        boolean healed = bad != null && bad.healedByReport();
        if (healed) {
            tables.corrupt.remove(slot, storage.code);
            storage.invalidates.remove(blocks().id(slot));
        }
        long generationStamp = blocks().generationStamp(slot);
        if (storage.node.remembersCorrupt(blocks().id(slot), generationStamp)) {
            markCorrupt(
                    slot,
                    storage,
                    new CorruptReplica(CorruptReplica.Reason.CORRUPTION_REPORTED, generationStamp, false));
            return;
        }
        boolean added = tables.addReplica(slot, storage);
        if (bad != null && !healed) {
            // It is still there: an order to delete it may have been lost.
            redundancy.evaluate(slot);
        }
        if (added || healed) {
            tables.pending.arrived(slot, storage.node);
            storage.node.blockArrived();
            redundancy.evaluate(slot);
            listener.replicaGained(blocks().id(slot));
        }
    }

    private void deleted(StorageDescriptor storage, Block replica) {
        storage.node.forgetCorrupt(replica.blockId());
        int slot = blocks().slot(replica.blockId());
        if (slot < 0) {
            storage.invalidates.remove(replica.blockId());
            return;
        }
        tables.open.deleted(slot, storage, replica.generationStamp());
        CorruptReplica bad = tables.corrupt.get(slot, storage.code);
        long known = bad == null ? blocks().generationStamp(slot) : bad.generationStamp();
        // With another stamp it tells of a replica that the node had before this one.
        if (replica.generationStamp() == known && tables.removeReplica(slot, storage)) {
            redundancy.evaluate(slot);
        }
    }

    /** The block's length is final: replicas that were finalized before are judged now. */
    void committed(int slot) {
        for (OpenBlocks.OpenReplica replica : List.copyOf(tables.open.replicas(slot))) {
            if (replica.reported && replica.state == ReplicaState.FINALIZED && !replica.storage.retired) {
                Block block = new Block(blocks().id(slot), replica.generationStamp, replica.numBytes);
                finalized(slot, replica.storage, block, false);
            }
        }
    }
}
