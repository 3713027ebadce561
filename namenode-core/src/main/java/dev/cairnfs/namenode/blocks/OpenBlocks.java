package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        /** As reported; until then, what the pipeline was built with. */
        long generationStamp;

        long numBytes;
        /** False while the replica is only expected there. */
        boolean reported;

        OpenReplica(StorageDescriptor storage, long generationStamp) {
            this.storage = storage;
            this.state = ReplicaState.RBW;
            this.generationStamp = generationStamp;
        }
    }

    private static final class OpenBlock {
        List<OpenReplica> replicas = new ArrayList<>();
        /** Uuids of the pipeline's nodes; they stay when a node dies. */
        final Set<String> pipeline = new TreeSet<>();

        long pipelineStamp;
        /** No node but the pipeline's can hold what the block's writer was told is written. */
        boolean pipelineKnown;
    }

    private final Map<Integer, OpenBlock> bySlot = new TreeMap<>();

    /** The block's replicas in pipeline order; empty when none are known. */
    List<OpenReplica> replicas(int slot) {
        OpenBlock block = bySlot.get(slot);
        return block == null ? List.of() : block.replicas;
    }

    /** The block is new: who will hold it is told by {@link #expect} alone. */
    void begin(int slot) {
        open(slot).pipelineKnown = true;
    }

    /**
     * The uuids of the nodes that may hold what was written of the block, dead ones too; null when that is not known, because
     * the block is older than this process.
     */
    @Nullable
    Set<String> pipeline(int slot) {
        OpenBlock block = bySlot.get(slot);
        return block == null || !block.pipelineKnown ? null : block.pipeline;
    }

    /**
     * Sets the pipeline. Replicas that were reported from elsewhere stay known behind it.
     *
     * @param pipeline those of its storages that can be used now
     * @param uuids all its nodes: one that only the NameNode does not reach holds what was written all the same
     * @param generationStamp with which its nodes hold the block: what they reported before with an older one is over
     */
    void expect(int slot, List<StorageDescriptor> pipeline, List<String> uuids, long generationStamp) {
        OpenBlock block = open(slot);
        List<OpenReplica> after = new ArrayList<>();
        if (generationStamp > block.pipelineStamp) {
            // Nodes that are not in it any more have an older stamp.
            block.pipeline.clear();
            block.pipelineStamp = generationStamp;
        }
        block.pipeline.addAll(uuids);
        for (StorageDescriptor storage : pipeline) {
            OpenReplica known = find(block.replicas, storage);
            boolean current = known != null && known.generationStamp >= generationStamp;
            after.add(current ? known : new OpenReplica(storage, generationStamp));
        }
        for (OpenReplica replica : block.replicas) {
            if (replica.reported && find(after, replica.storage) == null) {
                after.add(replica);
            }
        }
        block.replicas = after;
    }

    private OpenBlock open(int slot) {
        return bySlot.computeIfAbsent(slot, any -> new OpenBlock());
    }

    void reported(int slot, StorageDescriptor storage, Block reported, ReplicaState state) {
        List<OpenReplica> replicas = open(slot).replicas;
        OpenReplica replica = find(replicas, storage);
        if (replica == null) {
            replica = new OpenReplica(storage, reported.generationStamp());
            replicas.add(replica);
        }
        boolean older = reported.generationStamp() < replica.generationStamp;
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
        OpenBlock block = bySlot.get(slot);
        if (block != null) {
            block.replicas.removeIf(replica ->
                    replica.storage == storage && replica.reported && replica.generationStamp <= generationStamp);
        }
    }

    List<OpenReplica> remove(int slot) {
        OpenBlock removed = bySlot.remove(slot);
        return removed == null ? List.of() : removed.replicas;
    }

    /** Forgets what was on storages that are gone. */
    void dropRetired() {
        for (OpenBlock block : bySlot.values()) {
            block.replicas.removeIf(replica -> replica.storage.retired);
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
