package dev.cairnfs.namenode.blocks;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the replicas of retired storages out of the table, slice by slice. They have not counted since the storage was
 * retired; the sweep brings the queues up to date and frees the storages' codes.
 */
final class ReplicaSweeper {
    private final SoftTables tables;
    private final Redundancy redundancy;
    private final List<StorageDescriptor> waiting = new ArrayList<>();
    private final List<StorageDescriptor> sweeping = new ArrayList<>();
    private int nextSlot;

    ReplicaSweeper(SoftTables tables, Redundancy redundancy) {
        this.tables = tables;
        this.redundancy = redundancy;
    }

    boolean idle() {
        return waiting.isEmpty() && sweeping.isEmpty();
    }

    /** Goes over at most so many slots and replicas; returns true while there are more. */
    boolean slice(int maxSlots, int maxReplicas) {
        waiting.addAll(tables.registry.takeNewlyRetired());
        if (sweeping.isEmpty()) {
            start();
        }
        int slots = maxSlots;
        int found = maxReplicas;
        int limit = tables.source().slotLimit();
        while (!sweeping.isEmpty() && slots > 0 && found > 0) {
            if (nextSlot >= limit || allEmpty()) {
                finish();
            } else {
                slots--;
                found -= sweepSlot(nextSlot++);
            }
        }
        return !idle();
    }

    private void start() {
        sweeping.addAll(waiting);
        waiting.clear();
        nextSlot = 0;
        if (!sweeping.isEmpty()) {
            tables.open.dropRetired();
        }
    }

    private boolean allEmpty() {
        for (StorageDescriptor storage : sweeping) {
            if (storage.replicas > 0) {
                return false;
            }
        }
        return true;
    }

    private int sweepSlot(int slot) {
        int found = 0;
        for (int i = tables.replicas.size(slot) - 1; i >= 0; i--) {
            StorageDescriptor storage = tables.registry.storage(tables.replicas.code(slot, i));
            if (storage.retired) {
                // One that was retired during this walk is taken along; its own walk comes later.
                tables.removeReplica(slot, storage);
                found++;
            }
        }
        if (found > 0) {
            redundancy.evaluate(slot);
        }
        return found;
    }

    private void finish() {
        for (StorageDescriptor storage : sweeping) {
            if (storage.replicas != 0) {
                throw new IllegalStateException(storage + " still has " + storage.replicas + " replicas");
            }
            tables.registry.swept(storage);
        }
        sweeping.clear();
        start();
    }
}
