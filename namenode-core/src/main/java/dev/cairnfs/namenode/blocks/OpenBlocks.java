package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of blocks whose files are not closed: the pipeline that was chosen, and what its nodes have reported. A
 * replica that was finalized before the block was committed waits here.
 */
final class OpenBlocks {
    /** A replica of an open block. */
    static final class OpenReplica {
        /** Where it is; until its node has reported it, where it was expected. */
        StorageDescriptor storage;

        ReplicaState state;
        long generationStamp;
        long numBytes;
        /** False while the replica is only expected there. */
        boolean reported;

        OpenReplica(StorageDescriptor storage) {
            this.storage = storage;
            this.state = ReplicaState.RBW;
        }
    }

    private final Map<Integer, List<OpenReplica>> bySlot = new TreeMap<>();

    /** The block's replicas in pipeline order; empty when none are known. */
    List<OpenReplica> replicas(int slot) {
        return bySlot.getOrDefault(slot, List.of());
    }

    /** Sets the pipeline. Replicas that were reported from elsewhere stay known behind it. */
    void expect(int slot, List<StorageDescriptor> pipeline) {
        List<OpenReplica> before = replicas(slot);
        List<OpenReplica> after = new ArrayList<>();
        for (StorageDescriptor storage : pipeline) {
            OpenReplica known = find(before, storage);
            after.add(known == null ? new OpenReplica(storage) : known);
        }
        for (OpenReplica replica : before) {
            if (replica.reported && find(after, replica.storage) == null) {
                after.add(replica);
            }
        }
        bySlot.put(slot, after);
    }

    void reported(int slot, StorageDescriptor storage, Block reported, ReplicaState state) {
        List<OpenReplica> replicas = bySlot.computeIfAbsent(slot, any -> new ArrayList<>());
        OpenReplica replica = find(replicas, storage);
        if (replica == null) {
            replica = new OpenReplica(storage);
            replicas.add(replica);
        }
        boolean older = replica.reported && reported.generationStamp() < replica.generationStamp;
        boolean behind = replica.reported
                && reported.generationStamp() == replica.generationStamp
                && replica.state == ReplicaState.FINALIZED
                && state != ReplicaState.FINALIZED;
        if (older || behind) {
            // A report that was overtaken: a replica does not go back.
            return;
        }
        // The node may have chosen another of its volumes than the pipeline named.
        replica.storage = storage;
        replica.reported = true;
        replica.state = state;
        replica.generationStamp = reported.generationStamp();
        replica.numBytes = reported.numBytes();
    }

    /** The replica on the node is gone. */
    void deleted(int slot, StorageDescriptor storage, long generationStamp) {
        List<OpenReplica> replicas = bySlot.get(slot);
        if (replicas != null) {
            replicas.removeIf(replica ->
                    replica.storage == storage && replica.reported && replica.generationStamp <= generationStamp);
        }
    }

    List<OpenReplica> remove(int slot) {
        List<OpenReplica> removed = bySlot.remove(slot);
        return removed == null ? List.of() : removed;
    }

    /** Forgets what was on storages that are gone. */
    void dropRetired() {
        for (List<OpenReplica> replicas : bySlot.values()) {
            replicas.removeIf(replica -> replica.storage.retired);
        }
    }

    /** A storage is matched by its node: a block has one replica on a node, whatever volume it chose for it. */
    private static @Nullable OpenReplica find(List<OpenReplica> replicas, StorageDescriptor storage) {
        for (OpenReplica replica : replicas) {
            if (replica.storage.node == storage.node) {
                return replica;
            }
        }
        return null;
    }
}
