package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.blocks.RecoveryOutlook;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.blocks.TargetRequest;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A soft state that a test sets by hand: five DataNodes, and as many replicas as the test says. */
final class FakeBlocks extends BlockManager {
    static final int NODES = 5;

    /** Finalized replicas by block id. */
    final Map<Long, Integer> live = new HashMap<>();
    /** How many DataNodes can take a block. */
    int nodes = NODES;
    /** On every node. */
    long roomBytes = Long.MAX_VALUE;

    final Map<Long, List<BlockLocation>> pipelines = new HashMap<>();
    final List<String> marked = new ArrayList<>();
    /** For which targets were asked. */
    final List<TargetRequest> requests = new ArrayList<>();

    final Map<Integer, Long> slots = new HashMap<>();
    boolean safeModeOn;

    /** What can be done for blocks under construction, by block id; an attempt is possible where nothing is said. */
    final Map<Long, RecoveryOutlook> outlooks = new HashMap<>();

    final Map<Long, Long> recoveryIds = new HashMap<>();
    final List<Long> awaited = new ArrayList<>();
    final Map<Long, List<ReplicaPlace>> recovered = new HashMap<>();
    boolean allAsked = true;

    /** Ids of blocks on nodes that are to leave. */
    final Set<Long> leaving = new TreeSet<>();
    /** How often a block's replicas were counted. */
    int looked;

    /** What it does not answer itself, a cluster without DataNodes answers. */
    FakeBlocks() {
        super(BlockManagerSettings.defaults(), 0);
    }

    static BlockLocation node(int i) {
        return new BlockLocation(
                new DatanodeId("dn-" + i, "10.0.0." + i, 9866, 9864), "/default-rack", "DS-" + i, "DISK", "RBW");
    }

    @Override
    public void expectReplicas(long blockId, List<BlockLocation> pipeline) {
        pipelines.put(blockId, pipeline);
    }

    @Override
    public void beginRecovery(long blockId, long recoveryId) {
        recoveryIds.put(blockId, recoveryId);
        outlooks.put(blockId, RecoveryOutlook.UNDER_WAY);
    }

    @Override
    public void awaitReplicas(long blockId) {
        awaited.add(blockId);
    }

    @Override
    public void recovered(long blockId, List<ReplicaPlace> replicas) {
        recovered.put(blockId, replicas);
        live.put(blockId, usable(replicas));
    }

    @Override
    public RecoveryOutlook recoveryOutlook(int slot) {
        return outlooks.getOrDefault(slots.getOrDefault(slot, 0L), RecoveryOutlook.POSSIBLE);
    }

    @Override
    public long recoveryId(int slot) {
        return recoveryIds.getOrDefault(slots.getOrDefault(slot, 0L), 0L);
    }

    @Override
    public boolean allAsked(int slot, long recoveryId) {
        return allAsked;
    }

    @Override
    public @Nullable BlockRecoveryStatus recovery(int slot) {
        long id = recoveryId(slot);
        return id == 0 ? null : new BlockRecoveryStatus(id, "10.0.0.1:9866", 1, 0, false, List.of());
    }

    @Override
    public boolean isOnLeavingNode(int slot) {
        return leaving.contains(slots.getOrDefault(slot, 0L));
    }

    /** As many as there are places on the nodes 1 to {@link #nodes}. */
    @Override
    public int usable(List<ReplicaPlace> replicas) {
        return (int) replicas.stream()
                .filter(place -> IntStream.rangeClosed(1, nodes)
                        .anyMatch(i -> place.datanodeUuid().equals("dn-" + i)))
                .count();
    }

    @Override
    public void pipelineUpdated(long blockId, List<ReplicaPlace> pipeline) {
        expectReplicas(blockId, pipeline.stream().map(FakeBlocks::location).toList());
    }

    private static BlockLocation location(ReplicaPlace place) {
        return node(Integer.parseInt(place.datanodeUuid().substring(3)));
    }

    @Override
    public List<BlockLocation> chooseAdditional(
            List<ReplicaPlace> existing, TargetRequest request, RandomGenerator random) throws HdfsException {
        List<BlockLocation> pipeline =
                new ArrayList<>(existing.stream().map(FakeBlocks::location).toList());
        Set<String> taken = new HashSet<>(request.excluded());
        existing.forEach(place -> taken.add(place.datanodeUuid()));
        pipeline.addAll(choose(request, taken));
        return pipeline;
    }

    @Override
    public void markCorrupt(Block block, String datanodeUuid, String reason) {
        marked.add(block + " on " + datanodeUuid + ": " + reason);
    }

    @Override
    public int liveReplicas(int slot) {
        return live.getOrDefault(slots.getOrDefault(slot, 0L), 0);
    }

    @Override
    public boolean hasMinReplication(int slot) {
        looked++;
        return liveReplicas(slot) >= 1;
    }

    @Override
    public boolean isCorrupt(int slot) {
        return false;
    }

    @Override
    public List<BlockLocation> locations(int slot, String readerAddress) {
        return pipelines.getOrDefault(slots.getOrDefault(slot, 0L), List.of());
    }

    @Override
    public List<BlockLocation> replicas(int slot) {
        return locations(slot, "");
    }

    @Override
    public List<BlockLocation> chooseTargets(TargetRequest request, RandomGenerator random) throws HdfsException {
        requests.add(request);
        return choose(request, request.excluded());
    }

    private List<BlockLocation> choose(TargetRequest request, Set<String> excluded) throws HdfsException {
        List<BlockLocation> chosen = new ArrayList<>();
        for (int i = 1; i <= nodes && request.blockSizeBytes() <= roomBytes && chosen.size() < request.count(); i++) {
            DatanodeId node = node(i).datanode();
            if (!excluded.contains(node.uuid()) && !excluded.contains(node.transferAddress())) {
                chosen.add(node(i));
            }
        }
        if (chosen.isEmpty()) {
            throw new HdfsException(ErrorCode.IO, "could only be written to 0 of the 1 minReplication nodes");
        }
        return chosen;
    }

    @Override
    public SafeModeStatus safeMode() {
        return new SafeModeStatus(safeModeOn, false, "The reported blocks 0 need more.", 0, 1, 1, 0, 0, -1, List.of());
    }

    @Override
    public List<DatanodeInfo> datanodes() {
        return List.of();
    }

    @Override
    public BlockStats stats() {
        return new BlockStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void blockAdded(int slot, long blockId) {
        slots.put(slot, blockId);
    }

    @Override
    public void blockCommitted(int slot, long blockId) {}

    @Override
    public void blockClosed(int slot, long blockId) {}

    @Override
    public void blockReopened(int slot, long blockId) {}

    @Override
    public void blockRemoved(int slot, long blockId) {
        slots.remove(slot);
    }

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {}
}
