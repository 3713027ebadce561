package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.wire.PackedBlockReport;

/**
 * A full report that is being applied, slice by slice: first its entries, then a walk over the table for replicas that the
 * report does not list. Begun by {@link BlockManager#beginFullReport}; dropped when the storage reports anew.
 */
public final class FullReport {
    final StorageDescriptor storage;
    final PackedBlockReport.Cursor entries;
    private final SlotBitmap listed = new SlotBitmap();
    private final long beganMillis;
    private final int slotLimit;
    private final int replicasAtBegin;
    private int replicasConfirmed;
    private boolean replicasRemovedMeanwhile;
    private boolean entriesDone;
    private int scanSlot;

    FullReport(StorageDescriptor storage, PackedBlockReport report, int slotLimit, long nowMillis) {
        this.storage = storage;
        this.entries = report.cursor();
        this.slotLimit = slotLimit;
        this.beganMillis = nowMillis;
        this.replicasAtBegin = storage.replicas;
    }

    long beganMillis() {
        return beganMillis;
    }

    /** @param known whether the table has the replica already */
    void entryFor(int slot, boolean known) {
        if (listed.set(slot) && known) {
            replicasConfirmed++;
        }
    }

    void replicaAdded(int slot) {
        listed.set(slot);
    }

    void replicaRemoved() {
        replicasRemovedMeanwhile = true;
    }

    boolean entriesDone() {
        return entriesDone;
    }

    void finishEntries() {
        entriesDone = true;
        // Every replica known at the beginning was confirmed: there is nothing to look for.
        scanSlot = replicasConfirmed == replicasAtBegin && !replicasRemovedMeanwhile ? slotLimit : 0;
    }

    /** The next slot of the walk, or -1 at its end. */
    int nextScanSlot() {
        return scanSlot < slotLimit ? scanSlot++ : -1;
    }

    boolean lists(int slot) {
        return listed.get(slot);
    }
}
