package dev.cairnfs.namenode.blocks;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the soft state together, with the changes that concern several of them: who holds which block, and in what
 * condition. Knows no rules about what follows from it; those are in {@link Redundancy}.
 */
final class SoftTables {
    final BlockManagerSettings settings;
    final DatanodeRegistry registry;
    final ReplicaTable replicas = new ReplicaTable();
    final ReplicaMap<CorruptReplica> corrupt = new ReplicaMap<>();
    /** Superfluous replicas that are to be deleted, with the time of that decision. */
    final ReplicaMap<Long> excess = new ReplicaMap<>();

    final OpenBlocks open = new OpenBlocks();
    final PendingReconstruction pending = new PendingReconstruction();
    final NeededQueues needed = new NeededQueues();
    final SlowPeerTracker slowPeers = new SlowPeerTracker();
    private @Nullable BlockSource source;
    /** The monotonic clock at the latest event. */
    long nowMillis;

    SoftTables(BlockManagerSettings settings, RackResolver rackResolver, long startMillis) {
        this.settings = settings;
        this.registry = new DatanodeRegistry(settings, rackResolver);
        this.nowMillis = startMillis;
    }

    void attach(BlockSource hardState) {
        source = hardState;
    }

    BlockSource source() {
        return Objects.requireNonNull(source, "the namespace is not attached");
    }

    int liveReplicas(int slot) {
        int live = 0;
        int size = replicas.size(slot);
        for (int i = 0; i < size; i++) {
            int code = replicas.code(slot, i);
            if (!registry.storage(code).retired && !corrupt.contains(slot, code) && !excess.contains(slot, code)) {
                live++;
            }
        }
        return live;
    }

    ReplicaCounts count(int slot) {
        ReplicaCounts counts = new ReplicaCounts();
        int size = replicas.size(slot);
        for (int i = 0; i < size; i++) {
            int code = replicas.code(slot, i);
            StorageDescriptor storage = registry.storage(code);
            if (storage.retired) {
                continue;
            }
            if (corrupt.contains(slot, code)) {
                counts.corrupt.add(storage);
            } else if (excess.contains(slot, code)) {
                counts.excess.add(storage);
            } else {
                counts.live.add(storage);
            }
        }
        return counts;
    }

    boolean holds(int slot, StorageDescriptor storage) {
        return replicas.contains(slot, storage.code);
    }

    /**
     * Adds the replica. A node holds a block once: the block's replica on another volume of the node has moved here.
     *
     * @return false when it was there already
     */
    boolean addReplica(int slot, StorageDescriptor storage) {
        if (replicas.contains(slot, storage.code)) {
            return false;
        }
        for (int i = replicas.size(slot) - 1; i >= 0; i--) {
            StorageDescriptor other = registry.storage(replicas.code(slot, i));
            if (other.node == storage.node) {
                removeReplica(slot, other);
            }
        }
        replicas.add(slot, storage.code);
        storage.replicas++;
        if (storage.openReport != null) {
            storage.openReport.replicaAdded(slot);
        }
        return true;
    }

    /** Removes the replica with all notes on it. */
    boolean removeReplica(int slot, StorageDescriptor storage) {
        if (!replicas.remove(slot, storage.code)) {
            return false;
        }
        storage.replicas--;
        CorruptReplica bad = corrupt.remove(slot, storage.code);
        if (bad != null && storage.retired && !bad.healedByReport()) {
            // Its node may come back with the same disk.
            storage.node.rememberCorrupt(source().id(slot), bad.generationStamp());
        }
        excess.remove(slot, storage.code);
        storage.invalidates.remove(source().id(slot));
        if (storage.openReport != null) {
            storage.openReport.replicaRemoved();
        }
        return true;
    }

    /** The block is under construction again: nothing of its replicas counts any more. */
    void reopen(int slot) {
        for (int i = replicas.size(slot) - 1; i >= 0; i--) {
            removeReplica(slot, registry.storage(replicas.code(slot, i)));
        }
        pending.remove(slot);
        needed.set(slot, NeededQueues.NONE);
    }

    /** The block is gone: all that is known of its replicas turns into orders to delete them. */
    void removeBlock(int slot, long blockId) {
        long generationStamp = source().generationStamp(slot);
        for (int i = replicas.size(slot) - 1; i >= 0; i--) {
            StorageDescriptor storage = registry.storage(replicas.code(slot, i));
            CorruptReplica bad = corrupt.get(slot, storage.code);
            removeReplica(slot, storage);
            if (!storage.retired) {
                storage.invalidates.add(blockId, bad == null ? generationStamp : bad.generationStamp());
            }
        }
        for (OpenBlocks.OpenReplica replica : open.remove(slot)) {
            if (!replica.storage.retired) {
                replica.storage.invalidates.add(blockId, replica.reported ? replica.generationStamp : generationStamp);
            }
        }
        replicas.clear(slot);
        pending.remove(slot);
        needed.set(slot, NeededQueues.NONE);
    }
}
