package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recoveries of blocks whose writers are gone (SPEC L5): who was asked to bring the replicas to one length, and what has
 * to be known before a block counts as never written. Each attempt has the generation stamp that it was given as its id; only
 * the newest one counts. Nothing of this is journaled but the stamps: after a restart recoveries begin anew.
 */
final class BlockRecoveries {
    private static final int AWAITED_MAX = 10;
    /** HDFS: BLOCK_RECOVERY_TIMEOUT_MULTIPLIER, in heartbeats. */
    private static final int TIMEOUT_HEARTBEATS = 30;
    /** An attempt that has not ended after so many heartbeats may have been refused for want of reports. */
    private static final int LATE_HEARTBEATS = 5;
    /** More attempts than this are no bad luck any more. */
    private static final int ATTEMPTS_IN_PASSING = 3;

    /** The recovery of one block. */
    private static final class Recovery {
        /** No writer has added to the block since. */
        final long wantedMillis;

        long id;
        long begunMillis;
        int attempts;

        @Nullable
        DatanodeDescriptor primary;
        /** Uuids of the primaries of this turn. */
        final Set<String> tried = new TreeSet<>();
        /** Uuids of the nodes that the newest order names; empty until it has left. */
        Set<String> asked = Set.of();

        Recovery(long wantedMillis) {
            this.wantedMillis = wantedMillis;
        }
    }

    private final SoftTables tables;
    private final RecoveryPlaces places;
    private final Map<Integer, Recovery> bySlot = new TreeMap<>();

    BlockRecoveries(SoftTables tables, SafeMode safeMode) {
        this.tables = tables;
        this.places = new RecoveryPlaces(tables, safeMode);
    }

    boolean contains(int slot) {
        return bySlot.containsKey(slot);
    }

    /** The newest attempt's id; 0 when there is none. */
    long id(int slot) {
        Recovery recovery = bySlot.get(slot);
        return recovery == null ? 0 : recovery.id;
    }

    void remove(int slot) {
        bySlot.remove(slot);
    }

    RecoveryOutlook outlook(int slot) {
        Recovery recovery = bySlot.get(slot);
        if (recovery != null && isUnderWay(recovery)) {
            return RecoveryOutlook.UNDER_WAY;
        }
        if (!places.locations(slot).isEmpty()) {
            return isBetterReplicaAway(slot, recovery) ? RecoveryOutlook.WAITING : RecoveryOutlook.POSSIBLE;
        }
        boolean nowhere = recovery != null
                && tables.source().state(slot) == BlockState.UNDER_CONSTRUCTION
                && isEverywhereElseNothing(slot, recovery, Set.of());
        return nowhere ? RecoveryOutlook.NOWHERE : RecoveryOutlook.WAITING;
    }

    /** Waits for a better replica, but no longer than it takes to call a node dead. */
    private boolean isBetterReplicaAway(int slot, @Nullable Recovery recovery) {
        return (recovery == null || !isLongAwaited(recovery)) && places.isBetterReplicaAway(slot);
    }

    /** As long as it takes to call a node dead. */
    private boolean isLongAwaited(Recovery recovery) {
        return tables.nowMillis - recovery.wantedMillis
                >= tables.settings.heartbeat().deadAfterMillis();
    }

    private boolean isUnderWay(Recovery recovery) {
        DatanodeDescriptor primary = recovery.primary;
        return primary != null
                && primary.alive
                // One that was started again has forgotten the order.
                && primary.registeredMillis <= recovery.begunMillis
                && tables.nowMillis - recovery.begunMillis < heartbeats(TIMEOUT_HEARTBEATS);
    }

    /**
     * Begins an attempt. Its primary is the node that was heard of last among those that were not primary in this turn.
     *
     * @param id the generation stamp that was given out for it
     */
    void begin(int slot, long id) {
        Recovery recovery = bySlot.computeIfAbsent(slot, any -> new Recovery(tables.nowMillis));
        List<StorageDescriptor> locations = places.locations(slot);
        if (locations.stream().allMatch(storage -> recovery.tried.contains(storage.node.id.uuid()))) {
            recovery.tried.clear();
        }
        DatanodeDescriptor primary = null;
        for (StorageDescriptor storage : locations) {
            DatanodeDescriptor node = storage.node;
            boolean later = primary == null || node.lastHeartbeatMillis > primary.lastHeartbeatMillis;
            if (later && !recovery.tried.contains(node.id.uuid())) {
                primary = node;
            }
        }
        recovery.id = id;
        recovery.begunMillis = tables.nowMillis;
        recovery.attempts++;
        recovery.primary = primary;
        recovery.asked = Set.of();
        if (primary != null) {
            recovery.tried.add(primary.id.uuid());
            primary.recoveries.add(tables.source().id(slot));
        }
    }

    /**
     * The block is to be recovered, but nobody can be asked, or an attempt does not end, perhaps because of those that it
     * could not ask: those who may hold a replica are to report anew, so that the next attempt can do without them.
     */
    void await(int slot) {
        Recovery recovery = bySlot.computeIfAbsent(slot, any -> new Recovery(tables.nowMillis));
        if (places.locations(slot).isEmpty() || recovery.attempts > 1 || isLate(recovery)) {
            wantReports(slot, recovery);
        }
    }

    private boolean isLate(Recovery recovery) {
        return recovery.attempts > 0 && tables.nowMillis - recovery.begunMillis >= heartbeats(LATE_HEARTBEATS);
    }

    private long heartbeats(int count) {
        return count * tables.settings.heartbeat().interval().toMillis();
    }

    private void wantReports(int slot, Recovery recovery) {
        Set<String> candidates = places.candidates(slot);
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            boolean counts = candidates == null || candidates.contains(node.id.uuid());
            if (counts && node.alive && !node.hasReportedAllSince(recovery.wantedMillis)) {
                node.reportWanted = true;
            }
        }
    }

    /** The order for the block, when the node is its primary and has not been told; null otherwise. */
    @Nullable
    BlockRecovery order(DatanodeDescriptor node, long blockId) {
        int slot = tables.source().slot(blockId);
        Recovery recovery = slot < 0 ? null : bySlot.get(slot);
        if (recovery == null || recovery.primary != node || !recovery.asked.isEmpty()) {
            return null;
        }
        List<StorageDescriptor> locations = places.heardOf(slot);
        if (locations.isEmpty()) {
            return null;
        }
        Set<String> asked = new TreeSet<>();
        locations.forEach(storage -> asked.add(storage.node.id.uuid()));
        recovery.asked = asked;
        BlockSource blocks = tables.source();
        boolean truncating = blocks.state(slot) == BlockState.TRUNCATING;
        int source = places.source(slot);
        return new BlockRecovery(
                new Block(blocks.id(source), blocks.generationStamp(source), blocks.numBytes(source)),
                recovery.id,
                locations.stream()
                        .map(storage -> storage.location(
                                tables.holds(source, storage) ? ReplicaState.FINALIZED : ReplicaState.RBW))
                        .toList(),
                truncating ? new Block(blockId, recovery.id, blocks.numBytes(slot)) : null);
    }

    /** See {@link BlockView#allAsked}. */
    boolean allAsked(int slot, long id) {
        Recovery recovery = bySlot.get(slot);
        return recovery != null && recovery.id == id && isEverywhereElseNothing(slot, recovery, recovery.asked);
    }

    private boolean isEverywhereElseNothing(int slot, Recovery recovery, Set<String> asked) {
        boolean knownPlacesAsked =
                places.locations(slot).stream().allMatch(storage -> asked.contains(storage.node.id.uuid()));
        // The first flush of a block journals its length. Without one nobody was promised a byte of it, for which
        // a node that may never come back, or not with all its volumes, would be worth waiting for.
        boolean nothingPromised = tables.source().numBytes(slot) == 0
                && isLongAwaited(recovery)
                && !isReportComing(slot, recovery, asked);
        boolean allHeard = places.candidates(slot) != null
                && awaited(slot, recovery, asked).isEmpty();
        return knownPlacesAsked && (nothingPromised || allHeard);
    }

    /** A node that works has yet to tell what it has. */
    private boolean isReportComing(int slot, Recovery recovery, Set<String> asked) {
        Set<String> candidates = places.candidates(slot);
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            String uuid = node.id.uuid();
            boolean counts = candidates == null || candidates.contains(uuid);
            boolean works = node.alive && node.failedVolumes == 0;
            if (counts && works && !asked.contains(uuid) && !node.hasReportedAllSince(recovery.wantedMillis)) {
                return true;
            }
        }
        return false;
    }

    /** Candidates that were not asked and have not reported everything since the recovery was wanted. */
    private List<String> awaited(int slot, Recovery recovery, Set<String> asked) {
        Set<String> candidates = places.candidates(slot);
        List<String> awaited = new ArrayList<>();
        for (String uuid : candidates == null ? Set.<String>of() : candidates) {
            DatanodeDescriptor node = tables.registry.find(uuid);
            boolean known = node != null
                    && node.alive
                    && (asked.contains(uuid) || node.hasReportedAllSince(recovery.wantedMillis));
            if (!known && awaited.size() < AWAITED_MAX) {
                awaited.add(node == null ? places.label(uuid) : node.id.transferAddress());
            }
        }
        return awaited;
    }

    /** It waits for somebody, or was tried more often than bad luck explains. */
    private boolean isStalled(int slot, Recovery recovery) {
        return outlook(slot) == RecoveryOutlook.WAITING || recovery.attempts > ATTEMPTS_IN_PASSING;
    }

    /** Recoveries that do not get on. */
    StalledRecoveries stalled() {
        int count = 0;
        int longest = -1;
        long longestSince = Long.MAX_VALUE;
        for (Map.Entry<Integer, Recovery> entry : bySlot.entrySet()) {
            Recovery recovery = entry.getValue();
            if (isStalled(entry.getKey(), recovery)) {
                count++;
                if (recovery.wantedMillis < longestSince) {
                    longest = entry.getKey();
                    longestSince = recovery.wantedMillis;
                }
            }
        }
        return new StalledRecoveries(count, longest < 0 ? "" : tables.source().path(longest));
    }

    /** For those who look on; null when no recovery is wanted. */
    @Nullable
    BlockRecoveryStatus status(int slot) {
        Recovery recovery = bySlot.get(slot);
        if (recovery == null) {
            return null;
        }
        boolean begun = recovery.attempts > 0;
        boolean waiting = outlook(slot) == RecoveryOutlook.WAITING;
        return new BlockRecoveryStatus(
                recovery.id,
                recovery.primary == null ? "" : recovery.primary.id.transferAddress(),
                recovery.attempts,
                tables.nowMillis - (begun ? recovery.begunMillis : recovery.wantedMillis),
                isStalled(slot, recovery),
                waiting || recovery.attempts > 1 ? awaited(slot, recovery, recovery.asked) : List.of());
    }
}
