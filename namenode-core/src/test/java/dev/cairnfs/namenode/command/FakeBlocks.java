package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A soft state that a test sets by hand: five DataNodes, and as many replicas as the test says. */
final class FakeBlocks extends BlockManager {
    static final int NODES = 5;

    /** Finalized replicas by block id. */
    final Map<Long, Integer> live = new HashMap<>();

    final Map<Long, List<BlockLocation>> pipelines = new HashMap<>();
    final List<String> marked = new ArrayList<>();
    final Map<Integer, Long> slots = new HashMap<>();
    boolean safeModeOn;

    static BlockLocation node(int i) {
        return new BlockLocation(
                new DatanodeId("dn-" + i, "10.0.0." + i, 9866, 9864), "/default-rack", "DS-" + i, "DISK", "RBW");
    }

    @Override
    public void expectReplicas(long blockId, List<BlockLocation> pipeline) {
        pipelines.put(blockId, pipeline);
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
    public List<BlockLocation> chooseTargets(
            String path,
            int replication,
            String writerAddress,
            Set<String> excluded,
            List<String> favored,
            long blockSizeBytes,
            RandomGenerator random)
            throws HdfsException {
        List<BlockLocation> chosen = new ArrayList<>();
        for (int i = 1; i <= NODES && chosen.size() < replication; i++) {
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
        return new BlockStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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
    public void blockRemoved(int slot, long blockId) {
        slots.remove(slot);
    }

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {}
}
