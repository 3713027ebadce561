package dev.cairnfs.simulation;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The DataNodes, what happens to them, and the truth about their replicas. */
final class Cluster {
    private static final long WOUND_MILLIS = 300_000;

    private final World world;
    private final SimulatedNameNode nameNode;
    private final List<SimulatedDatanode> datanodes = new ArrayList<>();
    private final Map<Long, Long> woundedUntil = new TreeMap<>();
    private long deaths;
    private long damages;

    Cluster(World world, SimulatedNameNode nameNode, int size) {
        this.world = world;
        this.nameNode = nameNode;
        for (int i = 1; i <= size; i++) {
            datanodes.add(new SimulatedDatanode(world, nameNode, this, i));
        }
    }

    List<SimulatedDatanode> datanodes() {
        return datanodes;
    }

    SimulatedDatanode datanode(String uuid) {
        return datanodes.stream()
                .filter(node -> node.id().uuid().equals(uuid))
                .findFirst()
                .orElseThrow(() -> new InvariantViolation("the NameNode names a DataNode that never was: " + uuid));
    }

    long deaths() {
        return deaths;
    }

    long damages() {
        return damages;
    }

    void start() {
        datanodes.forEach(SimulatedDatanode::start);
    }

    /**
     * One more misfortune. A block is damaged in one place at a time, and not where its last good replica is: as the
     * NameNode keeps at least two replicas, it is to blame if the last good one goes.
     */
    void misfortune() {
        SimulatedDatanode node = datanodes.get(world.random().nextInt(datanodes.size()));
        if (world.chance(20)) {
            fail(node);
        } else if (!node.replicas().isEmpty()) {
            List<Long> ids = List.copyOf(node.replicas().keySet());
            long blockId = ids.get(world.random().nextInt(ids.size()));
            SimulatedDatanode.Replica replica = node.replicas().get(blockId);
            if (replica != null && goodElsewhere(node, replica.block()) > 0 && !isWounded(blockId)) {
                damages++;
                woundedUntil.put(blockId, world.scheduler().nowMillis() + WOUND_MILLIS);
                if (world.chance(50)) {
                    node.lose(blockId);
                } else {
                    node.corrupt(blockId);
                }
            }
        }
    }

    /** Is there a bad replica, or may the NameNode still count on one that is gone? */
    private boolean isWounded(long blockId) {
        return woundedUntil.getOrDefault(blockId, 0L) > world.scheduler().nowMillis()
                || datanodes.stream()
                        .map(node -> node.replicas().get(blockId))
                        .anyMatch(replica -> replica != null && !replica.good());
    }

    private void fail(SimulatedDatanode node) {
        long upNow = datanodes.stream().filter(SimulatedDatanode::isUp).count();
        if (node.isUp() && upNow > 2) {
            deaths++;
            node.die();
            // Sometimes longer than until it counts as dead.
            world.soon(world.chance(50) ? 5_000 : 200_000, () -> {
                if (!node.isUp()) {
                    node.start();
                }
            });
        }
    }

    void reviveAll() {
        for (SimulatedDatanode node : datanodes) {
            if (!node.isUp()) {
                node.start();
            }
        }
    }

    /** Good finalized replicas on other DataNodes, running or not. */
    long goodElsewhere(SimulatedDatanode except, Block block) {
        return datanodes.stream()
                .filter(node -> node != except)
                .filter(node -> isGood(node, block))
                .count();
    }

    private static boolean isGood(SimulatedDatanode node, Block block) {
        SimulatedDatanode.Replica replica = node.replicas().get(block.blockId());
        return replica != null
                && replica.good()
                && replica.state() == ReplicaState.FINALIZED
                && replica.block().equals(block);
    }

    /** A DataNode has deleted a replica on the NameNode's order. It must not have been the last good one of a live block. */
    void checkInvalidated(SimulatedDatanode node, SimulatedDatanode.Replica replica) {
        if (!nameNode.isRunning() || !replica.good()) {
            return;
        }
        Namespace namespace = nameNode.process().namespace();
        BlockTable blocks = namespace.blocks();
        int slot = blocks.slot(replica.block().blockId());
        boolean current = slot >= 0
                && !blocks.state(slot).isUnfinished()
                && replica.state() == ReplicaState.FINALIZED
                && replica.block()
                        .equals(new Block(blocks.id(slot), blocks.generationStamp(slot), blocks.numBytes(slot)))
                && namespace.isAttached(blocks.file(slot));
        InvariantViolation.check(
                !current || goodElsewhere(node, replica.block()) > 0,
                () -> "the last good replica of " + replica.block() + " on "
                        + node.id().uuid() + " was ordered to be deleted; wanted "
                        + namespace.inodes().replication(blocks.file(slot)) + ", " + blocks.state(slot)
                        + ", damaged until " + woundedUntil.get(replica.block().blockId()) + ", "
                        + whereabouts(replica.block()));
    }

    /** After a quiet while with all DataNodes back, every block has its replicas, and no deleted block has any. */
    void checkHealed() {
        Namespace namespace = nameNode.process().namespace();
        BlockTable blocks = namespace.blocks();
        blocks.forEachSlot(0, blocks.slotLimit(), slot -> {
            if (blocks.state(slot) == BlockState.COMPLETE) {
                checkHealed(namespace, slot);
            }
            return true;
        });
        for (SimulatedDatanode node : datanodes) {
            for (SimulatedDatanode.Replica replica : node.replicas().values()) {
                InvariantViolation.check(
                        blocks.exists(replica.block().blockId()),
                        () -> "the replica " + replica + " on " + node.id().uuid()
                                + " of a deleted block is still there");
            }
        }
    }

    private void checkHealed(Namespace namespace, int slot) {
        BlockTable blocks = namespace.blocks();
        Block block = new Block(blocks.id(slot), blocks.generationStamp(slot), blocks.numBytes(slot));
        long good = datanodes.stream().filter(node -> isGood(node, block)).count();
        int wanted = Math.min(namespace.inodes().replication(blocks.file(slot)), datanodes.size());
        int known = nameNode.process().blocks().liveReplicas(slot);
        InvariantViolation.check(
                good == wanted && known == wanted,
                () -> block + " of " + namespace.pathOf(blocks.file(slot)) + " should have " + wanted
                        + " replicas; good ones: " + good + ", the NameNode knows " + known + "; "
                        + datanodes.stream()
                                .map(node ->
                                        node.id().uuid() + "=" + node.replicas().get(block.blockId()))
                                .toList());
    }

    private List<String> whereabouts(Block block) {
        return datanodes.stream()
                .map(node -> node.id().uuid()
                        + (node.isUp() ? "=" : "(down)=")
                        + node.replicas().get(block.blockId()))
                .toList();
    }
}
