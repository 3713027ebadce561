package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** A BlockManager with blocks and DataNodes that a test moves by hand. Node n has the uuid {@code dn-n} and one volume. */
final class Cluster {
    static final NamespaceInfo NAMESPACE = new NamespaceInfo(42, "CID-1", "BP-1", 0, 1);
    static final long GIB = 1L << 30;
    static final long LENGTH = 1000;

    final BlockManagerSettings settings;
    final FakeBlockSource source = new FakeBlockSource();
    final BlockManager manager;
    final List<Long> gained = new ArrayList<>();
    final List<DatanodeCommand> told = new ArrayList<>();
    final Random random;
    final TreeMap<Integer, Long> remaining = new TreeMap<>();
    final TreeMap<Integer, Integer> xceivers = new TreeMap<>();
    long now = 1_000_000;
    /** The number of the last registration or report that was composed; one series for all nodes. */
    long sequence = 1;

    Cluster(BlockManagerSettings settings, long seed) {
        this.settings = settings;
        this.random = new Random(seed);
        this.manager = new BlockManager(settings, now);
        manager.attach(source, NAMESPACE);
        manager.listen(gained::add);
    }

    /** A started cluster with nodes 1 to count on one rack, out of safe mode. */
    static Cluster running(int count) throws HdfsException {
        return running(count, node -> "/r1");
    }

    interface Racks {
        String rack(int node);
    }

    static Cluster running(int count, Racks racks) throws HdfsException {
        Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 7);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        for (int node = 1; node <= count; node++) {
            cluster.register(node, racks.rack(node));
            cluster.fullReport(node);
        }
        return cluster;
    }

    static String uuid(int node) {
        return "dn-" + node;
    }

    static String storage(int node) {
        return "DS-" + node;
    }

    static DatanodeId id(int node) {
        return new DatanodeId(uuid(node), "10.0.0." + node, 9866, 9864);
    }

    List<StorageInfo> storages(int node) {
        long free = remaining.getOrDefault(node, 100 * GIB);
        return List.of(new StorageInfo(storage(node), "DISK", false, 200 * GIB, GIB, free, GIB, 0));
    }

    void register(int node, String rack) throws HdfsException {
        manager.registerDatanode(
                new DatanodeRegistration(id(node), 42, "CID-1", "BP-1", "0.1", rack, storages(node)), ++sequence, now);
    }

    List<DatanodeCommand> heartbeat(int node) throws HdfsException {
        return manager.heartbeat(uuid(node), storages(node), xceivers.getOrDefault(node, 0), 0, now);
    }

    /** Lets time pass, with ticks and heartbeats of the given nodes, whose commands are noted in {@link #told}. */
    void pass(long millis, int... alive) throws HdfsException {
        long until = now + millis;
        while (now < until) {
            now = Math.min(until, now + 3000);
            for (int node : alive) {
                told.addAll(heartbeat(node));
            }
            settle();
        }
    }

    /** Ticks until nothing more is waiting. */
    void settle() {
        for (int i = 0; manager.tick(now, random); i++) {
            if (i > 10_000) {
                throw new AssertionError("the work never ends");
            }
        }
    }

    /** One interval of redundancy work. */
    void work() {
        now += 3000;
        settle();
    }

    /** A committed block of a closed file, without replicas. */
    int closedBlock(int replication) {
        int slot = source.add(replication);
        manager.blockAdded(slot, source.id(slot));
        source.commit(slot, LENGTH);
        manager.blockCommitted(slot, source.id(slot));
        source.close(slot);
        manager.blockClosed(slot, source.id(slot));
        return slot;
    }

    /** The same with replicas on the nodes. */
    int closedBlock(int replication, int... nodes) throws HdfsException {
        int slot = openBlock(replication, nodes);
        for (int node : nodes) {
            received(node, block(slot).blockId(), block(slot).generationStamp(), LENGTH);
        }
        commit(slot, LENGTH);
        close(slot);
        return slot;
    }

    int openBlock(int replication, int... pipeline) {
        int slot = source.add(replication);
        manager.blockAdded(slot, source.id(slot));
        expect(slot, pipeline);
        return slot;
    }

    /** Sets the pipeline. */
    void expect(int slot, int... pipeline) {
        List<BlockLocation> locations = new ArrayList<>();
        for (int node : pipeline) {
            locations.add(new BlockLocation(id(node), "/r1", storage(node), "DISK", "RBW"));
        }
        manager.expectReplicas(source.id(slot), locations);
    }

    /** Ends the start's safe mode as an operator does. */
    void leaveSafeMode() throws HdfsException {
        if (manager.inSafeMode()) {
            manager.leaveSafeMode(false);
        }
    }

    void commit(int slot, long length) {
        source.commit(slot, length);
        manager.blockCommitted(slot, source.id(slot));
    }

    void close(int slot) {
        source.close(slot);
        manager.blockClosed(slot, source.id(slot));
    }

    void remove(int slot) {
        manager.blockRemoved(slot, source.id(slot));
        source.remove(slot);
    }

    void setReplication(int slot, int replication) {
        source.replication(slot, replication);
        manager.replicationChanged(slot, source.id(slot), replication);
    }

    Block block(int slot) {
        return new Block(source.id(slot), source.generationStamp(slot), source.numBytes(slot));
    }

    void change(int node, ReplicaChange.Kind kind, long id, long stamp, long length) throws HdfsException {
        manager.incrementalReport(
                uuid(node),
                ++sequence,
                List.of(new ReplicaChange(storage(node), new Block(id, stamp, length), kind)),
                now);
    }

    void received(int node, int slot) throws HdfsException {
        received(node, source.id(slot), source.generationStamp(slot), source.numBytes(slot));
    }

    void received(int node, long id, long stamp, long length) throws HdfsException {
        change(node, ReplicaChange.Kind.RECEIVED, id, stamp, length);
    }

    void deleted(int node, Block block) throws HdfsException {
        change(node, ReplicaChange.Kind.DELETED, block.blockId(), block.generationStamp(), block.numBytes());
    }

    static ReportedReplica finalized(Block block) {
        return new ReportedReplica(block, ReplicaState.FINALIZED);
    }

    /** A whole full report, in one go. */
    void fullReport(int node, ReportedReplica... replicas) throws HdfsException {
        FullReport report = beginReport(node, replicas);
        while (!manager.applyFullReport(report, 1000, now)) {
            // goes on
        }
    }

    void fullReport(int node, Block... blocks) throws HdfsException {
        ReportedReplica[] replicas = new ReportedReplica[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            replicas[i] = finalized(blocks[i]);
        }
        fullReport(node, replicas);
    }

    void fullReport(int node) throws HdfsException {
        fullReport(node, new ReportedReplica[0]);
    }

    FullReport beginReport(int node, ReportedReplica... replicas) throws HdfsException {
        return beginReport(node, ++sequence, replicas);
    }

    /** One that was composed earlier, when the last number was the given one. */
    FullReport beginReport(int node, long composedAt, ReportedReplica... replicas) throws HdfsException {
        return manager.beginFullReport(
                uuid(node),
                composedAt,
                BlockReportCodec.decode(BlockReportCodec.encode(storage(node), List.of(replicas))),
                now);
    }

    /** The blocks that the node's heartbeat is told to delete. */
    List<Block> deletions(int node) throws HdfsException {
        return commanded(node, DatanodeCommand.Action.INVALIDATE);
    }

    List<Block> commanded(int node, DatanodeCommand.Action action) throws HdfsException {
        List<Block> blocks = new ArrayList<>();
        for (DatanodeCommand command : heartbeat(node)) {
            if (command.action() == action) {
                blocks.addAll(command.blocks());
            }
        }
        return blocks;
    }

    /** The insides' view of the node's volume. */
    StorageDescriptor descriptor(int node) throws HdfsException {
        return Objects.requireNonNull(
                manager.tables().registry.require(uuid(node)).storages.get(storage(node)));
    }

    int needed(int slot) {
        return manager.tables().needed.level(slot);
    }
}
