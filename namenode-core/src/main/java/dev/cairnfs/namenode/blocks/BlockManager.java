package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.PackedBlockReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The soft state's centre: DataNodes, replica locations, redundancy, safe mode. A deterministic state machine: it is handed
 * the monotonic time and the random numbers, and has no threads.
 *
 * <p>Life: constructed; {@link #attach}ed to the namespace that reports to it; the namespace is loaded; {@link #start}ed.
 * Then events, {@link #tick} several times a second, and questions, all on the {@code nn-state} thread. Not final only so that
 * the planners' tests can put a fake in its place.
 */
public class BlockManager implements BlockEvents, BlockView {
    private static final Logger LOG = LoggerFactory.getLogger(BlockManager.class);

    // So much is done in one call of tick at most: a few milliseconds.
    private static final int SWEEP_SLOTS = 200_000;
    private static final int SWEEP_REPLICAS = 4_000;
    private static final int SCAN_SLOTS = 10_000;
    /** When no tick came for so long, the loop itself stood still, and heartbeats may be waiting behind. */
    private static final long STANDSTILL_MILLIS = 10_000;

    private final BlockManagerSettings settings;
    private final SoftTables tables;
    private final SafeMode safeMode;
    private final Redundancy redundancy;
    private final PlacementPolicy placement;
    private final RedundancyWork work;
    private final ReplicaSweeper sweeper;
    private final ReportProcessor reports;
    private final CommandDispatcher commands;
    private final BlockLists lists;
    private ReplicaListener listener = blockId -> {};
    private @Nullable NamespaceInfo namespaceInfo;
    private boolean started;
    private long lastTickMillis;
    private long lastWorkMillis;

    /** @param startMillis the monotonic clock now */
    public BlockManager(BlockManagerSettings settings, RackResolver rackResolver, long startMillis) {
        this.settings = settings;
        this.tables = new SoftTables(settings, rackResolver, startMillis);
        this.safeMode = new SafeMode(settings);
        this.redundancy = new Redundancy(tables, safeMode);
        this.placement = new PlacementPolicy(settings, tables.registry);
        this.work = new RedundancyWork(tables, redundancy, placement);
        this.sweeper = new ReplicaSweeper(tables, redundancy);
        this.reports = new ReportProcessor(tables, redundancy, safeMode, id -> listener.replicaGained(id));
        this.commands = new CommandDispatcher(tables, redundancy);
        this.lists = new BlockLists(tables, redundancy);
        this.lastTickMillis = startMillis;
        this.lastWorkMillis = startMillis;
    }

    /** Without racks but those that DataNodes name. */
    public BlockManager(BlockManagerSettings settings, long startMillis) {
        this(settings, host -> "", startMillis);
    }

    /** For a fake that answers everything itself. */
    protected BlockManager() {
        this(BlockManagerSettings.defaults(), 0);
    }

    /** Binds it to the namespace that was given this object as its BlockEvents. */
    public void attach(Namespace namespace, NamespaceInfo info) {
        attach(BlockSource.of(namespace), info);
    }

    void attach(BlockSource source, NamespaceInfo info) {
        tables.attach(source);
        namespaceInfo = info;
    }

    /** Who hears of new replicas. */
    public void listen(ReplicaListener replicaListener) {
        listener = replicaListener;
    }

    /**
     * The namespace is loaded: counts its blocks and begins safe mode, which ends at once when there are none.
     *
     * @param rememberedDatanodes uuids of the DataNodes that belonged to the cluster when it last ran; once all of them
     *     have reported and nothing is missing, safe mode ends without its extension. Empty when they are not known
     */
    public void start(List<String> rememberedDatanodes, long nowMillis) {
        advance(nowMillis);
        lastTickMillis = nowMillis;
        lastWorkMillis = nowMillis;
        started = true;
        BlockSource blocks = tables.source();
        long committed = 0;
        for (int slot = 0; slot < blocks.slotLimit(); slot++) {
            committed += blocks.id(slot) != 0 && blocks.state(slot) != BlockState.UNDER_CONSTRUCTION ? 1 : 0;
        }
        safeMode.start(committed, rememberedDatanodes);
        checkSafeMode();
    }

    private void advance(long nowMillis) {
        tables.nowMillis = Math.max(tables.nowMillis, nowMillis);
    }

    // DataNodes.

    /**
     * Registers a DataNode (SPEC B5). It is to send a full report of each storage after that.
     *
     * @throws HdfsException InconsistentFSState for a node of another cluster, IncorrectVersion, IllegalArgument
     */
    public NamespaceInfo registerDatanode(DatanodeRegistration registration, long nowMillis) throws HdfsException {
        advance(nowMillis);
        NamespaceInfo info = Objects.requireNonNull(namespaceInfo, "the namespace is not attached");
        DatanodeDescriptor node = tables.registry.register(registration, info, tables.nowMillis);
        LOG.info("DataNode {} registered as {} on {}", node, node.id.uuid(), node.rack);
        redundancy.racksChanged();
        return info;
    }

    /**
     * A DataNode lives.
     *
     * @param storages all its volumes; one that is missing here has been taken out
     * @return what it is to do; {@code REGISTER} when it is not known or was declared dead
     */
    public List<DatanodeCommand> heartbeat(
            String uuid, List<StorageInfo> storages, int xceivers, int failedVolumes, long nowMillis)
            throws HdfsException {
        advance(nowMillis);
        DatanodeDescriptor node = tables.registry.find(uuid);
        if (node == null || !node.alive) {
            return List.of(DatanodeCommand.register());
        }
        node.lastHeartbeatMillis = tables.nowMillis;
        node.xceivers = Math.max(0, xceivers);
        node.failedVolumes = Math.max(0, failedVolumes);
        tables.registry.updateStorages(node, storages);
        return commands.take(node, safeMode.on());
    }

    /**
     * Single changes of replicas.
     *
     * @throws HdfsException UnregisteredNode when the node must register first
     */
    public void incrementalReport(String uuid, List<ReplicaChange> changes, long nowMillis) throws HdfsException {
        advance(nowMillis);
        reports.incremental(tables.registry.require(uuid), changes);
        checkSafeMode();
    }

    /**
     * Begins to apply a storage's full report; a report of the same storage that is not applied to its end is dropped.
     *
     * @throws HdfsException UnregisteredNode when the node must register first
     */
    public FullReport beginFullReport(String uuid, PackedBlockReport report, long nowMillis) throws HdfsException {
        advance(nowMillis);
        return reports.begin(tables.registry.require(uuid), report);
    }

    /**
     * Applies a slice of a full report.
     *
     * @param maxEntries entries to apply at most; about a microsecond each
     * @return true when the report is applied completely
     * @throws HdfsException UnregisteredNode when the storage was lost meanwhile, or IO when a newer report of it was
     *     begun: the rest of this one is of no use
     */
    public boolean applyFullReport(FullReport report, int maxEntries, long nowMillis) throws HdfsException {
        advance(nowMillis);
        if (report.storage.retired) {
            throw new HdfsException(ErrorCode.UNREGISTERED_NODE, "The storage " + report.storage + " is gone");
        }
        if (report.storage.openReport != report) {
            throw new HdfsException(ErrorCode.IO, "A newer report of " + report.storage + " has replaced this one");
        }
        boolean complete = reports.applySlice(report, maxEntries);
        if (complete) {
            checkSafeMode();
        }
        return complete;
    }

    /**
     * A reader or a scanner found a replica's data to be wrong: it is quarantined. A block, stamp, node or replica that is
     * not known is passed over, as HDFS does.
     *
     * @param datanodeUuid where the replica is
     * @param reason for the log
     */
    public void markCorrupt(Block block, String datanodeUuid, String reason) {
        int slot = tables.source().slot(block.blockId());
        DatanodeDescriptor node = tables.registry.find(datanodeUuid);
        if (slot < 0
                || node == null
                || tables.source().state(slot) == BlockState.UNDER_CONSTRUCTION
                || tables.source().generationStamp(slot) != block.generationStamp()) {
            return;
        }
        for (StorageDescriptor storage : node.storages.values()) {
            if (!storage.retired && tables.holds(slot, storage)) {
                LOG.warn("Replica of {} on {} is corrupt: {}", block, storage, reason);
                reports.markCorrupt(
                        slot,
                        storage,
                        new CorruptReplica(CorruptReplica.Reason.CORRUPTION_REPORTED, block.generationStamp(), false));
                return;
            }
        }
        if (!node.alive) {
            node.rememberCorrupt(block.blockId(), block.generationStamp());
        }
    }

    /** Asks the node for full reports of its storages with the answer to its next heartbeat. */
    public void requestFullReport(String uuid) throws HdfsException {
        tables.registry.require(uuid).reportWanted = true;
    }

    /** The uuids of the DataNodes that belong to the cluster now, for {@link #start} of the next run. */
    public List<String> knownDatanodes() {
        List<String> uuids = new ArrayList<>();
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            if (node.alive) {
                uuids.add(node.id.uuid());
            }
        }
        return uuids;
    }

    // Time.

    /**
     * Does what is due: declares nodes dead, gives out redundancy work, ends safe mode. Bounded in work.
     *
     * @return true when more is waiting: call again soon
     */
    public boolean tick(long nowMillis, RandomGenerator random) {
        advance(nowMillis);
        if (!started) {
            return false;
        }
        long gap = tables.nowMillis - lastTickMillis;
        lastTickMillis = tables.nowMillis;
        if (gap > STANDSTILL_MILLIS) {
            LOG.warn("No tick for {} ms: DataNodes are not held to heartbeats that waited", gap);
            tables.registry.forgiveStandstill(gap, tables.nowMillis);
        }
        buryOverdue();
        boolean more = sweeper.slice(SWEEP_SLOTS, SWEEP_REPLICAS);
        checkSafeMode();
        if (redundancy.active()) {
            more |= redundancy.scanSlice(SCAN_SLOTS);
        }
        if (tables.nowMillis - lastWorkMillis
                >= settings.redundancy().interval().toMillis()) {
            lastWorkMillis = tables.nowMillis;
            work.expire();
            if (redundancy.active() && !safeMode.on()) {
                work.giveOut(random);
            }
        }
        return more;
    }

    private void buryOverdue() {
        List<DatanodeDescriptor> overdue = tables.registry.overdue(tables.nowMillis);
        for (DatanodeDescriptor node : overdue) {
            LOG.warn("DataNode {} is dead: silent for {} ms", node, tables.nowMillis - node.lastHeartbeatMillis);
            tables.registry.markDead(node);
        }
        if (!overdue.isEmpty()) {
            redundancy.racksChanged();
            work.expire();
        }
    }

    // Safe mode.

    private void checkSafeMode() {
        if (safeMode.check(tables.registry, tables.nowMillis)) {
            startIsOver();
        }
    }

    private void startIsOver() {
        LOG.info("Safe mode is off");
        redundancy.racksChanged();
        redundancy.activate();
    }

    /** Enters safe mode, until it is left by hand. During the start's safe mode it changes nothing. */
    public void enterSafeMode() {
        safeMode.enter();
    }

    /**
     * Leaves safe mode.
     *
     * @param force also when replicas have been reported that are newer than the namespace
     * @throws HdfsException SafeMode while the namespace is loading, or when only force helps
     */
    public void leaveSafeMode(boolean force) throws HdfsException {
        if (safeMode.leave(force)) {
            startIsOver();
        }
    }

    // What replay tells. Before the start there is no soft state that could follow.

    @Override
    public void blockAdded(int slot, long blockId) {
        // Nothing is known of a new block until expectReplicas or a report tells.
    }

    @Override
    public void blockCommitted(int slot, long blockId) {
        if (started) {
            reports.committed(slot);
        }
    }

    @Override
    public void blockClosed(int slot, long blockId) {
        if (!started) {
            return;
        }
        for (OpenBlocks.OpenReplica replica : tables.open.remove(slot)) {
            boolean coming = replica.state == ReplicaState.RBW && replica.storage.usable();
            if (coming && !tables.holds(slot, replica.storage)) {
                // Its node's last report is under way: no reason to order a copy.
                tables.pending.add(slot, null, replica.storage.node, tables.nowMillis);
            }
        }
        redundancy.evaluate(slot);
    }

    @Override
    public void blockRemoved(int slot, long blockId) {
        if (!started) {
            return;
        }
        if (safeMode.starting() && tables.source().state(slot) != BlockState.UNDER_CONSTRUCTION) {
            safeMode.removed(slot);
        }
        redundancy.forget(slot);
        tables.removeBlock(slot, blockId);
    }

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {
        if (started) {
            redundancy.evaluate(slot);
        }
    }

    /** The pipeline that was chosen for a block under construction. */
    public void expectReplicas(long blockId, List<BlockLocation> pipeline) {
        int slot = tables.source().slot(blockId);
        if (slot < 0 || tables.source().state(slot) == BlockState.COMPLETE) {
            return;
        }
        List<StorageDescriptor> storages = new ArrayList<>();
        for (BlockLocation location : pipeline) {
            DatanodeDescriptor node = tables.registry.find(location.datanode().uuid());
            StorageDescriptor storage = node == null ? null : node.storages.get(location.storageId());
            if (storage != null && storage.usable()) {
                storages.add(storage);
                storage.node.scheduleBlock(tables.nowMillis);
            }
        }
        tables.open.expect(slot, storages);
    }

    // Questions.

    @Override
    public int liveReplicas(int slot) {
        return tables.liveReplicas(slot);
    }

    @Override
    public boolean hasMinReplication(int slot) {
        return tables.liveReplicas(slot) >= settings.replicationMin();
    }

    /**
     * Finalized replicas that were reported with just this stamp and length: they are the live ones as soon as the block
     * is committed with them.
     */
    public int replicasMatching(int slot, long generationStamp, long numBytes) {
        BlockSource blocks = tables.source();
        if (blocks.state(slot) != BlockState.UNDER_CONSTRUCTION) {
            boolean same = blocks.generationStamp(slot) == generationStamp && blocks.numBytes(slot) == numBytes;
            return same ? tables.liveReplicas(slot) : 0;
        }
        int matching = 0;
        for (OpenBlocks.OpenReplica replica : tables.open.replicas(slot)) {
            boolean same = replica.generationStamp == generationStamp && replica.numBytes == numBytes;
            boolean finalized = replica.reported && replica.state == ReplicaState.FINALIZED;
            matching += same && finalized && replica.storage.usable() ? 1 : 0;
        }
        return matching;
    }

    @Override
    public boolean isCorrupt(int slot) {
        ReplicaCounts counts = tables.count(slot);
        return counts.live.isEmpty() && counts.excess.isEmpty() && !counts.corrupt.isEmpty();
    }

    @Override
    public List<BlockLocation> locations(int slot, String readerAddress) {
        return lists.locations(slot, readerAddress);
    }

    /** All known replicas of the block; their state is FINALIZED, RBW, CORRUPT or EXCESS. */
    public List<BlockLocation> replicas(int slot) {
        return lists.replicas(slot);
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
        List<DatanodeDescriptor> barred = new ArrayList<>();
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            if (excluded.contains(node.id.uuid()) || excluded.contains(node.id.transferAddress())) {
                barred.add(node);
            }
        }
        List<StorageDescriptor> chosen = placement.choose(
                new PlacementPolicy.Request(
                        replication, barred, List.of(), writerAddress, favored, blockSizeBytes, tables.nowMillis),
                random);
        if (chosen.size() < settings.replicationMin()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "File " + path + " could only be written to " + chosen.size() + " of the "
                            + settings.replicationMin() + " minReplication nodes. There are "
                            + tables.registry.liveCount() + " datanode(s) running and "
                            + (excluded.isEmpty() ? "no" : excluded.size())
                            + " node(s) are excluded in this operation.");
        }
        List<BlockLocation> locations = new ArrayList<>();
        for (StorageDescriptor storage : PlacementPolicy.pipeline(chosen, writerAddress)) {
            locations.add(storage.location(ReplicaState.RBW));
        }
        return locations;
    }

    @Override
    public SafeModeStatus safeMode() {
        return safeMode.status(tables.registry, tables.nowMillis);
    }

    @Override
    public boolean inSafeMode() {
        return safeMode.on();
    }

    @Override
    public List<DatanodeInfo> datanodes() {
        List<DatanodeInfo> infos = new ArrayList<>();
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            infos.add(node.info(tables.nowMillis, settings));
        }
        return infos;
    }

    @Override
    public BlockStats stats() {
        return lists.stats();
    }

    /** Blocks without a live replica; from slot 0 on, {@code max} a page. */
    public BlockIssuePage missingBlocks(int fromSlot, int max) {
        return lists.withLevel(fromSlot, max, NeededQueues.CORRUPT, NeededQueues.CORRUPT);
    }

    /** Blocks that have live replicas, but fewer than wanted or on too few racks. */
    public BlockIssuePage underReplicatedBlocks(int fromSlot, int max) {
        return lists.withLevel(fromSlot, max, NeededQueues.HIGHEST, NeededQueues.BADLY_DISTRIBUTED);
    }

    /** Blocks with at least one corrupt replica. */
    public BlockIssuePage corruptBlocks(int fromSlot, int max) {
        return lists.corrupt(fromSlot, max);
    }

    /** The insides, for tests of this package. */
    SoftTables tables() {
        return tables;
    }

    Redundancy redundancy() {
        return redundancy;
    }
}
