package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster with disks of its own that obeys the commands, loses some, dies, restarts, corrupts replicas, while files come
 * and go. After every step the tables must agree with each other; no obeyed order may take a block's last good replica;
 * and when the trouble ends, everything must come to rest with every block as it should be.
 */
class RandomClusterTest {
    private static final int NODES = 7;

    private final TreeMap<Integer, TreeMap<Long, Block>> disks = new TreeMap<>();
    private final TreeSet<String> rotten = new TreeSet<>();
    private final TreeSet<Integer> down = new TreeSet<>();
    private final List<Integer> closed = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();
    private Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 1);
    private Random random = new Random(1);
    private final StringBuilder trace = new StringBuilder();

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 5, 8, 9, 99})
    void troubleNeverCostsTheLastGoodReplicaAndEndsInOrder(long seed) throws HdfsException {
        run(seed, 1500);
    }

    /** One seed, or as many as {@code -Dcairn.seeds=N} asks for. */
    @Test
    void freshSeedsToo() throws HdfsException {
        long first = System.nanoTime();
        for (int i = 0; i < Integer.getInteger("cairn.seeds", 1); i++) {
            System.out.println("RandomClusterTest seed " + (first + i));
            new RandomClusterTest().run(first + i, 1500);
        }
    }

    @Test
    void theSameSeedGivesTheSameTrace() throws HdfsException {
        run(99, 500);
        String first = trace.toString();
        RandomClusterTest again = new RandomClusterTest();
        again.run(99, 500);
        assertThat(again.trace.toString()).isEqualTo(first);
    }

    private void run(long seed, int steps) throws HdfsException {
        random = new Random(seed);
        cluster = new Cluster(BlockManagerSettings.defaults(), seed);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        for (int node = 1; node <= NODES; node++) {
            disks.put(node, new TreeMap<>());
            start(node);
        }
        for (int step = 0; step < steps; step++) {
            String what = "seed " + seed + ", step " + step + ": " + step();
            trace.append(what).append('\n');
            check(what);
        }
        calm("seed " + seed);
    }

    private String rack(int node) {
        return "/r" + node % 2;
    }

    private void start(int node) throws HdfsException {
        down.remove(node);
        cluster.register(node, rack(node));
        report(node);
    }

    private void report(int node) throws HdfsException {
        List<ReportedReplica> replicas = new ArrayList<>();
        disk(node).values().forEach(block -> replicas.add(Cluster.finalized(block)));
        FullReport report = cluster.beginReport(node, replicas.toArray(new ReportedReplica[0]));
        while (!cluster.manager.applyFullReport(report, 1 + random.nextInt(20), cluster.now)) {
            if (random.nextInt(4) == 0) {
                cluster.manager.tick(cluster.now, cluster.random);
            }
        }
    }

    private SortedMap<Long, Block> disk(int node) {
        return Objects.requireNonNull(disks.get(node));
    }

    private int upNode() {
        List<Integer> up = new ArrayList<>(disks.keySet());
        up.removeAll(down);
        return up.get(random.nextInt(up.size()));
    }

    private String step() throws HdfsException {
        int dice = random.nextInt(100);
        if (dice < 25) {
            return write();
        } else if (dice < 32 && !closed.isEmpty()) {
            int slot = closed.remove(random.nextInt(closed.size()));
            cluster.remove(slot);
            return "remove " + slot;
        } else if (dice < 37 && !closed.isEmpty()) {
            int slot = closed.get(random.nextInt(closed.size()));
            cluster.setReplication(slot, 1 + random.nextInt(5));
            return "setReplication " + slot;
        } else if (dice < 39 && down.size() < 2) {
            int node = upNode();
            down.add(node);
            return "stop " + node;
        } else if (dice < 42 && !down.isEmpty()) {
            int node = down.first();
            start(node);
            return "start " + node;
        } else if (dice < 45 && !closed.isEmpty()) {
            return rot();
        } else if (dice < 48) {
            int node = upNode();
            if (known(node)) {
                report(node);
            }
            return "report " + node;
        }
        pass(random.nextInt(50) == 0 ? 700_000 : 3000, random.nextInt(10) == 0);
        return "pass";
    }

    private boolean known(int node) {
        return cluster.manager.datanodes().stream()
                .anyMatch(info -> info.id().equals(Cluster.id(node)) && info.state() != LivenessState.DEAD);
    }

    private String write() throws HdfsException {
        int replication = 1 + random.nextInt(3);
        List<BlockLocation> pipeline;
        try {
            pipeline = cluster.manager.chooseTargets(
                    new TargetRequest(
                            "/f",
                            replication,
                            "10.0.0." + upNode(),
                            down.stream().map(Cluster::uuid).collect(java.util.stream.Collectors.toSet()),
                            List.of(),
                            Set.of(),
                            1000),
                    random);
        } catch (HdfsException full) {
            return "no targets";
        }
        int slot = cluster.source.add(replication);
        cluster.manager.blockAdded(slot, cluster.source.id(slot));
        cluster.manager.expectReplicas(cluster.source.id(slot), pipeline);
        List<Integer> nodes = new ArrayList<>();
        pipeline.forEach(location ->
                nodes.add(Integer.parseInt(location.datanode().uuid().substring(3))));
        Block block = new Block(cluster.source.id(slot), cluster.source.generationStamp(slot), Cluster.LENGTH);
        int early = random.nextInt(nodes.size() + 1);
        for (int i = 0; i < nodes.size(); i++) {
            if (i == early) {
                cluster.commit(slot, Cluster.LENGTH);
            }
            if (i == 0 || random.nextInt(8) != 0) {
                store(nodes.get(i), block);
            }
        }
        if (early == nodes.size()) {
            cluster.commit(slot, Cluster.LENGTH);
        }
        if (!cluster.manager.hasMinReplication(slot)) {
            open.add(slot);
            return "write " + slot + " without a report";
        }
        cluster.close(slot);
        closed.add(slot);
        return "write " + slot;
    }

    private void store(int node, Block block) throws HdfsException {
        disk(node).put(block.blockId(), block);
        if (known(node) && !down.contains(node)) {
            cluster.received(node, block.blockId(), block.generationStamp(), block.numBytes());
        }
    }

    private String rot() throws HdfsException {
        int slot = closed.get(random.nextInt(closed.size()));
        Block block = cluster.block(slot);
        List<Integer> good = goodHolders(block);
        if (good.size() < 2) {
            return "spared " + slot;
        }
        int node = good.get(random.nextInt(good.size()));
        rotten.add(node + ":" + block.blockId());
        cluster.manager.markCorrupt(block, Cluster.uuid(node), "rot");
        return "rot " + slot + " on " + node;
    }

    private List<Integer> goodHolders(Block block) {
        List<Integer> good = new ArrayList<>();
        for (int node : disks.keySet()) {
            if (block.equals(disk(node).get(block.blockId())) && !rotten.contains(node + ":" + block.blockId())) {
                good.add(node);
            }
        }
        return good;
    }

    private void pass(long millis, boolean lossy) throws HdfsException {
        long until = cluster.now + millis;
        while (cluster.now < until) {
            cluster.now = Math.min(until, cluster.now + 3000);
            for (int node : disks.keySet()) {
                if (!down.contains(node)) {
                    obey(node, cluster.heartbeat(node), lossy);
                }
            }
            cluster.settle();
        }
    }

    private void obey(int node, List<DatanodeCommand> commands, boolean lossy) throws HdfsException {
        for (DatanodeCommand command : commands) {
            if (command.action() == DatanodeCommand.Action.REGISTER) {
                start(node);
            } else if (command.action() == DatanodeCommand.Action.BLOCK_REPORT) {
                report(node);
            } else if (lossy && random.nextBoolean()) {
                trace.append("lost ").append(command.action()).append('\n');
            } else if (command.action() == DatanodeCommand.Action.INVALIDATE) {
                for (Block block : command.blocks()) {
                    delete(node, block);
                }
            } else {
                copy(node, command);
            }
        }
    }

    private void delete(int node, Block order) throws HdfsException {
        Block there = disk(node).get(order.blockId());
        if (there == null || there.generationStamp() != order.generationStamp()) {
            return;
        }
        boolean wasGood = !rotten.contains(node + ":" + order.blockId());
        disk(node).remove(order.blockId());
        rotten.remove(node + ":" + order.blockId());
        int slot = cluster.source.slot(order.blockId());
        if (slot >= 0 && wasGood && !cluster.source.state(slot).isBeingWritten()) {
            assertThat(goodHolders(there))
                    .as("good replicas of %s left after node %d deleted one", there, node)
                    .isNotEmpty();
        }
        cluster.deleted(node, there);
    }

    private void copy(int source, DatanodeCommand command) throws HdfsException {
        for (int i = 0; i < command.blocks().size(); i++) {
            Block block = command.blocks().get(i);
            if (!block.equals(disk(source).get(block.blockId()))) {
                continue;
            }
            assertThat(rotten).as("source of %s", block).doesNotContain(source + ":" + block.blockId());
            for (BlockLocation target : command.targets().get(i)) {
                int node = Integer.parseInt(target.datanode().uuid().substring(3));
                if (!down.contains(node) && !disk(node).containsKey(block.blockId())) {
                    store(node, block);
                }
            }
        }
    }

    /** The queues and counters agree with what can be worked out from the tables. */
    private void check(String what) {
        SoftTables tables = cluster.manager.tables();
        TreeMap<Integer, Integer> perCode = new TreeMap<>();
        int[] levels = new int[NeededQueues.LEVELS];
        int corruptBlocks = 0;
        int excess = 0;
        for (int slot = 0; slot < cluster.source.slotLimit(); slot++) {
            for (int i = 0; i < tables.replicas.size(slot); i++) {
                perCode.merge(tables.replicas.code(slot, i), 1, Integer::sum);
            }
            if (tables.needed.level(slot) != NeededQueues.NONE) {
                levels[tables.needed.level(slot)]++;
            }
            corruptBlocks += tables.corrupt.hasSlot(slot) ? 1 : 0;
            excess +=
                    cluster.source.id(slot) == 0 ? 0 : tables.count(slot).excess.size();
        }
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            for (StorageDescriptor storage : node.storages.values()) {
                assertThat(storage.replicas).as(what).isEqualTo(perCode.getOrDefault(storage.code, 0));
            }
        }
        for (int level = 0; level < NeededQueues.LEVELS; level++) {
            assertThat(tables.needed.size(level)).as(what).isEqualTo(levels[level]);
        }
        assertThat(tables.corrupt.slots()).as(what).isEqualTo(corruptBlocks);
        assertThat(excess).as(what).isLessThanOrEqualTo(tables.excess.size());
    }

    /** No more trouble: all nodes come back, and time passes. */
    private void calm(String what) throws HdfsException {
        for (int node : List.copyOf(down)) {
            start(node);
        }
        // Orders that were lost are given again after an hour at the latest.
        for (int hours = 0; hours < 3; hours++) {
            pass(3_700_000, false);
        }
        for (DatanodeInfo info : cluster.manager.datanodes()) {
            report(Integer.parseInt(info.id().uuid().substring(3)));
        }
        pass(700_000, false);
        check(what);
        for (int slot : closed) {
            Block block = cluster.block(slot);
            int wanted = cluster.source.replication(slot);
            assertThat(cluster.manager.liveReplicas(slot))
                    .as("%s, %s", what, block)
                    .isEqualTo(wanted);
            assertThat(goodHolders(block)).as("%s, %s on disk", what, block).hasSize(wanted);
        }
        BlockStats stats = cluster.manager.stats();
        assertThat(stats.underReplicatedBlocks()).as(what).isZero();
        assertThat(stats.missingBlocks()).as(what).isZero();
        assertThat(stats.corruptBlocks()).as(what).isZero();
        assertThat(stats.excessBlocks()).as(what).isZero();
        assertThat(stats.pendingDeletionBlocks()).as(what).isZero();
        assertThat(stats.postponedBlocks()).as(what).isZero();
        assertThat(stats.pendingReconstructionBlocks()).as(what).isZero();
        for (TreeMap<Long, Block> disk : disks.values()) {
            for (long id : disk.keySet()) {
                assertThat(cluster.source.slot(id))
                        .as("%s: garbage %d", what, id)
                        .isNotNegative();
            }
        }
    }
}
