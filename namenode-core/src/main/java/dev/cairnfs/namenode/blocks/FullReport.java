package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.wire.PackedBlockReport;

/**
 * A full report that is being applied, slice by slice: first its entries, then a walk over the table for replicas that the
 * report does not list. Begun by {@link BlockManager#beginFullReport}; dropped when the storage reports anew or its node
 * registers anew.
 *
 * <p>It is newer than every incremental report that was applied before it began, or it would have been refused. Those that
 * are applied while it is open are newer than it is: it notes which blocks they were about, a bit each, and does not undo
 * what they said.
 */
public final class FullReport {
    final StorageDescriptor storage;
    final PackedBlockReport.Cursor entries;
    private final SlotBitmap listed = new SlotBitmap();
    private final SlotBitmap receivedMeanwhile = new SlotBitmap();
    private final SlotBitmap deletedMeanwhile = new SlotBitmap();
    private final int slotLimit;
    private final int replicasAtBegin;
    private int replicasConfirmed;
    private boolean replicasRemovedMeanwhile;
    private boolean entriesDone;
    private int scanSlot;

    FullReport(StorageDescriptor storage, PackedBlockReport report, int slotLimit) {
        this.storage = storage;
        this.entries = report.cursor();
        this.slotLimit = slotLimit;
        this.replicasAtBegin = storage.replicas;
    }

    /** An incremental report says that the replica is there. */
    void receivedMeanwhile(int slot) {
        receivedMeanwhile.set(slot);
        deletedMeanwhile.clear(slot);
        listed.set(slot);
    }

    /** An incremental report says that the replica is gone. */
    void deletedMeanwhile(int slot) {
        deletedMeanwhile.set(slot);
        receivedMeanwhile.clear(slot);
    }

    boolean wasReceivedMeanwhile(int slot) {
        return receivedMeanwhile.get(slot);
    }

    boolean wasDeletedMeanwhile(int slot) {
        return deletedMeanwhile.get(slot);
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
