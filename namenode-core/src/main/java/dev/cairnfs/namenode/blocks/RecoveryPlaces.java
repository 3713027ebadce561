package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where replicas of a block that is to be recovered are, and where some may be that nobody has heard of. Changes nothing. */
final class RecoveryPlaces {
    private final SoftTables tables;
    private final SafeMode safeMode;

    RecoveryPlaces(SoftTables tables, SafeMode safeMode) {
        this.tables = tables;
        this.safeMode = safeMode;
    }

    /** Of which block replicas are to be there: for a copy that is being made, of the one that is copied. */
    int source(int slot) {
        int copied = tables.source().copiedFrom(slot);
        return copied < 0 ? slot : copied;
    }

    /**
     * Where a replica may be that has all that was acknowledged: not those with an older stamp, whose nodes had left the
     * pipeline.
     */
    List<StorageDescriptor> locations(int block) {
        int slot = source(block);
        List<StorageDescriptor> locations = new ArrayList<>();
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            if (isLocation(slot, replica)) {
                locations.add(replica.storage);
            }
        }
        for (StorageDescriptor storage : tables.count(slot).live) {
            if (storage.usable() && locations.stream().noneMatch(other -> other.node == storage.node)) {
                locations.add(storage);
            }
        }
        return locations;
    }

    private boolean isLocation(int slot, OpenBlocks.OpenReplica replica) {
        boolean old =
                replica.reported && replica.generationStamp < tables.source().generationStamp(slot);
        return !old && replica.storage.usable() && !tables.corrupt.contains(slot, replica.storage.code);
    }

    /**
     * Without nodes that are silent, as long as two are left: waiting for them would only delay the recovery. But not where
     * all that are left have been through a crash: a silent one may have what they lack.
     */
    List<StorageDescriptor> heardOf(int slot) {
        List<StorageDescriptor> locations = locations(slot);
        List<StorageDescriptor> heardOf = locations.stream()
                .filter(storage -> !storage.node.stale(tables.nowMillis, tables.settings))
                .toList();
        boolean anySound = heardOf.stream().anyMatch(storage -> isSound(source(slot), storage));
        return heardOf.size() > 1 && anySound ? heardOf : locations;
    }

    private boolean isSound(int slot, StorageDescriptor storage) {
        return tables.open.replicas(slot).stream()
                .filter(replica -> replica.storage.node == storage.node)
                .noneMatch(RecoveryPlaces::mayHaveCrashed);
    }

    /** Uuids of all nodes that may hold what was written of the block; null when they are not known. */
    @Nullable
    Set<String> candidates(int slot) {
        Set<String> pipeline = tables.open.pipeline(slot);
        if (pipeline != null) {
            return pipeline;
        }
        Set<String> remembered = safeMode.remembered();
        if (remembered == null) {
            return null;
        }
        // A block that was complete may have been copied since to a node that came later.
        Set<String> candidates = new TreeSet<>(remembered);
        tables.registry.nodes().forEach(node -> candidates.add(node.id.uuid()));
        return candidates;
    }

    /** How people are told of a node that has not registered since the start. */
    String label(String uuid) {
        return safeMode.label(uuid);
    }

    /**
     * All replicas that can be reached went through a crash of their node, and may lack what others have, while a node that
     * may hold a better one is away.
     */
    boolean isBetterReplicaAway(int slot) {
        boolean crashed = tables.source().state(slot).isBeingWritten()
                && tables.open.replicas(slot).stream()
                        .filter(replica -> isLocation(slot, replica))
                        .allMatch(RecoveryPlaces::mayHaveCrashed);
        return crashed && isAnyAway(candidates(slot));
    }

    /** Also one whose node was started again and has not told yet in which state it found it. */
    private static boolean mayHaveCrashed(OpenBlocks.OpenReplica replica) {
        return replica.storage.contentsStale || (replica.reported && replica.state == ReplicaState.RWR);
    }

    private boolean isAnyAway(@Nullable Set<String> candidates) {
        if (candidates == null) {
            return true;
        }
        for (String uuid : candidates) {
            DatanodeDescriptor node = tables.registry.find(uuid);
            if (node == null
                    || !node.alive
                    || node.stale(tables.nowMillis, tables.settings)
                    || node.hasStaleContents()) {
                return true;
            }
        }
        return false;
    }
}
