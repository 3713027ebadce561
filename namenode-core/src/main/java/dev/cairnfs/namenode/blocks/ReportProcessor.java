package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.PackedBlockReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what DataNodes report of their replicas. Reports race with each other and with the journal: a report counts by
 * the number that its sender gave it, not by when it came, and a replica by its generation stamp, length and state against
 * the block's.
 */
final class ReportProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(ReportProcessor.class);
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

    /**
     * Applies single changes.
     *
     * @param sequence the report's number among all that the node sends; reports are composed in the order of the numbers
     */
    void incremental(DatanodeDescriptor node, long sequence, List<ReplicaChange> changes) throws HdfsException {
        if (sequence == node.incrementalSequence) {
            // The same once more: the answer got lost.
            return;
        }
        checkOrder(node, sequence, node.incrementalSequence);
        node.incrementalSequence = sequence;
        for (ReplicaChange change : changes) {
            StorageDescriptor storage = tables.registry.storageForReport(node, change.storageId());
            // A full report that was composed later knows better.
            if (sequence > storage.fullReportSequence) {
                apply(storage, change);
            }
        }
    }

    private void apply(StorageDescriptor storage, ReplicaChange change) {
        Block block = change.block();
        FullReport open = storage.openReport;
        int slot = blocks().slot(block.blockId());
        switch (change.kind()) {
            case RECEIVING -> reported(storage, block, ReplicaState.RBW, true);
            case RECEIVED -> {
                if (open != null && slot >= 0) {
                    open.receivedMeanwhile(slot);
                }
                reported(storage, block, ReplicaState.FINALIZED, true);
            }
            case DELETED -> {
                if (open != null && slot >= 0) {
                    open.deletedMeanwhile(slot);
                }
                deleted(storage, block);
            }
        }
    }

    FullReport begin(DatanodeDescriptor node, long sequence, PackedBlockReport packed) throws HdfsException {
        StorageDescriptor storage = tables.registry.storageForReport(node, packed.storageId());
        checkOrder(node, sequence, Math.max(node.incrementalSequence, storage.fullReportSequence));
        FullReport report = new FullReport(storage, packed, blocks().slotLimit());
        storage.beginReport(report, sequence, tables.nowMillis);
        return report;
    }

    /**
     * Refuses a report that was overtaken on its way: its sender gave it up, and has sent what it says again. Should a
     * sender be listening after all, it lost count, and registers, which begins anew.
     */
    private static void checkOrder(DatanodeDescriptor node, long sequence, long applied) throws HdfsException {
        if (sequence < applied) {
            throw new HdfsException(
                    ErrorCode.UNREGISTERED_NODE,
                    "Report " + sequence + " of DataNode " + node + " was overtaken by its report " + applied
                            + ": it must register and report its blocks again");
        }
    }

    /**
     * Returns true at the end of the report.
     *
     * @throws HdfsException UnregisteredNode when the storage was lost meanwhile, IO when a newer report was begun
     */
    boolean applySlice(FullReport report, int maxEntries) throws HdfsException {
        if (report.storage.retired) {
            throw new HdfsException(ErrorCode.UNREGISTERED_NODE, "The storage " + report.storage + " is gone");
        }
        if (report.storage.openReport != report) {
            throw new HdfsException(ErrorCode.IO, "A newer report of " + report.storage + " has replaced this one");
        }
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
        if (slot >= 0 && report.wasDeletedMeanwhile(slot)) {
            return;
        }
        if (slot >= 0
                && report.wasReceivedMeanwhile(slot)
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
            if (!report.lists(slot) && tables.holds(slot, storage)) {
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
            case UNDER_CONSTRUCTION, REOPENED, TRUNCATING -> ofOpenBlock(slot, storage, replica, state);
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
        boolean bad = storage.node.remembersCorrupt(replica.blockId(), replica.generationStamp());
        if (state == ReplicaState.TEMPORARY || bad) {
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
        CorruptReplica.Reason wrong = difference(slot, replica);
        if (wrong == null) {
            good(slot, storage);
        } else {
            mismatch(slot, storage, replica, incremental, wrong);
        }
    }

    /** What a finished replica has otherwise than its block; null when it is as the block. */
    private CorruptReplica.@Nullable Reason difference(int slot, Block replica) {
        if (replica.generationStamp() != blocks().generationStamp(slot)) {
            return CorruptReplica.Reason.GENERATION_STAMP_MISMATCH;
        }
        return replica.numBytes() == blocks().numBytes(slot) ? null : CorruptReplica.Reason.LENGTH_MISMATCH;
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

    /** See {@link BlockManager#markCorrupt}. */
    void calledCorrupt(Block block, String datanodeUuid, String reason) {
        int slot = blocks().slot(block.blockId());
        DatanodeDescriptor node = tables.registry.find(datanodeUuid);
        if (slot < 0
                || node == null
                || blocks().state(slot).isUnfinished()
                || blocks().generationStamp(slot) != block.generationStamp()) {
            return;
        }
        for (StorageDescriptor storage : node.storages.values()) {
            if (!storage.retired && tables.holds(slot, storage)) {
                LOG.warn("Replica of {} on {} is corrupt: {}", block, storage, reason);
                markCorrupt(
                        slot,
                        storage,
                        new CorruptReplica(CorruptReplica.Reason.CORRUPTION_REPORTED, block.generationStamp(), false));
                return;
            }
        }
        if (!node.alive || node.hasStaleContents()) {
            // Its full report is still to come, and may list the replica.
            node.rememberCorrupt(block.blockId(), block.generationStamp());
        }
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

    /** A recovery has brought the storage's replica to the block's stamp and length. */
    void recovered(int slot, StorageDescriptor storage) {
        good(slot, storage);
    }

    /** Whether the replica, still unfinished when the block's file was closed, has been left behind by the others. */
    boolean isStale(int slot, OpenBlocks.OpenReplica replica) {
        return replica.generationStamp < blocks().generationStamp(slot) || replica.state == ReplicaState.RWR;
    }

    /** Notes such a replica, so that it is deleted once enough good ones are there. */
    void left(int slot, OpenBlocks.OpenReplica replica) {
        boolean old = replica.generationStamp < blocks().generationStamp(slot);
        CorruptReplica.Reason reason =
                old ? CorruptReplica.Reason.GENERATION_STAMP_MISMATCH : CorruptReplica.Reason.INVALID_STATE;
        markCorrupt(slot, replica.storage, new CorruptReplica(reason, replica.generationStamp, false));
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
