package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.SlowPeer;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.PackedBlockReport;
import java.util.List;
import java.util.Objects;
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

    private final BlockManagerSettings settings;
    private final SoftTables tables;
    private final SafeMode safeMode;
    private final Redundancy redundancy;
    private final TargetChooser targets;
    private final Upkeep upkeep;
    private final BlockChanges changes;
    private final ReportProcessor reports;
    private final BlockRecoveries recoveries;
    private final CommandDispatcher commands;
    private final BlockLists lists;
    private ReplicaListener listener = blockId -> {};
    private @Nullable NamespaceInfo namespaceInfo;
    private boolean started;

    /** @param startMillis the monotonic clock now */
    public BlockManager(BlockManagerSettings settings, RackResolver rackResolver, long startMillis) {
        this.settings = settings;
        this.tables = new SoftTables(settings, rackResolver, startMillis);
        this.safeMode = new SafeMode(settings);
        this.redundancy = new Redundancy(tables, safeMode);
        PlacementPolicy placement = new PlacementPolicy(settings, tables.registry, tables.slowPeers);
        this.targets = new TargetChooser(tables, placement);
        this.upkeep = new Upkeep(tables, redundancy, new RedundancyWork(tables, redundancy, placement), startMillis);
        this.reports = new ReportProcessor(tables, redundancy, safeMode, id -> listener.replicaGained(id));
        this.recoveries = new BlockRecoveries(tables, safeMode);
        this.changes = new BlockChanges(tables, redundancy, safeMode, reports, recoveries);
        this.commands = new CommandDispatcher(tables, redundancy, recoveries);
        this.lists = new BlockLists(tables, redundancy);
    }

    /** Without racks but those that DataNodes name. */
    public BlockManager(BlockManagerSettings settings, long startMillis) {
        this(settings, host -> "", startMillis);
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
     * @param remembered the DataNodes that belonged to the cluster when it last ran; once all of them have reported and
     *     nothing is missing, safe mode ends without its extension
     */
    public void start(RememberedDatanodes remembered, long nowMillis) {
        advance(nowMillis);
        upkeep.start();
        started = true;
        safeMode.start(tables.source(), remembered);
        checkSafeMode();
    }

    private void advance(long nowMillis) {
        tables.nowMillis = Math.max(tables.nowMillis, nowMillis);
    }

    // DataNodes.

    /**
     * Would {@link #registerDatanode} let it in now? Changes nothing.
     *
     * @return what is to be remembered of it before it is let in
     * @throws HdfsException as registerDatanode
     */
    public RememberedDatanode checkRegistration(DatanodeRegistration registration, long nowMillis)
            throws HdfsException {
        advance(nowMillis);
        tables.registry.check(registration, requireInfo(), tables.nowMillis);
        DatanodeId id = registration.id();
        return new RememberedDatanode(id.uuid(), id.transferAddress(), tables.registry.rackOf(registration));
    }

    private NamespaceInfo requireInfo() {
        return Objects.requireNonNull(namespaceInfo, "the namespace is not attached");
    }

    /**
     * Registers a DataNode (SPEC B5). It is to send a full report of each storage after that.
     *
     * @param sequence the first number of what the node sends now: reports with lower ones, which it sent before, are
     *     refused from now on. Its registrations and reports of either kind share one ascending series, in the order in
     *     which they were composed; it must not go back when the node is started anew
     * @throws HdfsException InconsistentFSState for a node of another cluster, IncorrectVersion, IllegalArgument, Retriable
     *     while another DataNode that lives has its address, or there are as many DataNodes as there may be
     */
    public NamespaceInfo registerDatanode(DatanodeRegistration registration, long sequence, long nowMillis)
            throws HdfsException {
        advance(nowMillis);
        NamespaceInfo info = requireInfo();
        DatanodeDescriptor node = tables.registry.register(registration, sequence, info, tables.nowMillis);
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
     * A DataNode tells with its heartbeat which others it finds slow.
     *
     * @return whether the others find it slow itself
     */
    public boolean slowPeersReported(String uuid, List<SlowPeer> slow, long nowMillis) {
        advance(nowMillis);
        DatanodeDescriptor node = tables.registry.find(uuid);
        if (node == null) {
            return false;
        }
        for (SlowPeer peer : slow) {
            DatanodeDescriptor other = tables.registry.liveNamed(peer.transferAddress());
            if (other != null) {
                tables.slowPeers.report(node, other, tables.nowMillis);
            }
        }
        return tables.slowPeers.isSlow(node, tables.nowMillis);
    }

    /**
     * Single changes of replicas.
     *
     * @param sequence see {@link #registerDatanode}; the same number twice is the same report
     * @throws HdfsException UnregisteredNode when the node must register first, or the report was overtaken by a newer one
     */
    public void incrementalReport(String uuid, long sequence, List<ReplicaChange> changes, long nowMillis)
            throws HdfsException {
        advance(nowMillis);
        reports.incremental(tables.registry.require(uuid), sequence, changes);
        checkSafeMode();
    }

    /**
     * Begins to apply a storage's full report; a report of the same storage that is not applied to its end is dropped.
     *
     * @param sequence see {@link #registerDatanode}
     * @throws HdfsException UnregisteredNode when the node must register first, or the report was overtaken by a newer one
     */
    public FullReport beginFullReport(String uuid, long sequence, PackedBlockReport report, long nowMillis)
            throws HdfsException {
        advance(nowMillis);
        return reports.begin(tables.registry.require(uuid), sequence, report);
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
        reports.calledCorrupt(block, datanodeUuid, reason);
    }

    /**
     * Every block has all its replicas on live DataNodes, and no file is open: no other DataNode holds a replica that is
     * needed.
     */
    public boolean nothingLacks() {
        return upkeep.idle() && redundancy.settled() && tables.source().openFiles() == 0;
    }

    /** The uuids of the live DataNodes. */
    public List<String> liveDatanodes() {
        return tables.registry.nodes().stream()
                .filter(node -> node.alive)
                .map(node -> node.id.uuid())
                .toList();
    }

    /** Recoveries that somebody should look after. */
    public StalledRecoveries stalledRecoveries() {
        return recoveries.stalled();
    }

    /** The live DataNodes, as they are to be remembered. */
    public List<RememberedDatanode> liveToRemember() {
        return tables.registry.nodes().stream()
                .filter(node -> node.alive)
                .map(DatanodeDescriptor::toRemember)
                .toList();
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
        upkeep.beginTick();
        checkSafeMode();
        return upkeep.tick(random, safeMode.on());
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
     * The name directories are low on space: safe mode, until it is left. To be told again and again while that lasts, so
     * that it comes back when it was left too early.
     */
    public void enterSafeModeForLackOfResources() {
        if (!safeMode.resourcesLow()) {
            LOG.warn("The name directories are low on disk space: entering safe mode");
        }
        safeMode.enterForLackOfResources();
    }

    /** Is safe mode on because the name directories were low on space? Then nothing at all may be journaled. */
    public boolean resourcesLow() {
        return safeMode.resourcesLow();
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
        if (started) {
            changes.added(slot);
        }
    }

    @Override
    public void blockCommitted(int slot, long blockId) {
        if (started) {
            changes.committed(slot);
        }
    }

    @Override
    public void blockClosed(int slot, long blockId) {
        if (started) {
            changes.closed(slot);
        }
    }

    @Override
    public void blockRemoved(int slot, long blockId) {
        if (started) {
            changes.removed(slot, blockId);
        }
    }

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {
        if (started) {
            redundancy.evaluate(slot);
        }
    }

    @Override
    public void blockReopened(int slot, long blockId) {
        if (started) {
            changes.reopened(slot, blockId);
        }
    }

    /** The pipeline that was chosen for a block under construction. */
    public void expectReplicas(long blockId, List<BlockLocation> pipeline) {
        changes.expectReplicas(
                blockId,
                pipeline.stream()
                        .map(node -> new ReplicaPlace(node.datanode().uuid(), node.storageId()))
                        .toList());
    }

    /** The pipeline by which a writer goes on with its block, under the block's present stamp. */
    public void pipelineUpdated(long blockId, List<ReplicaPlace> pipeline) {
        changes.pipelineUpdated(blockId, pipeline);
    }

    // Recoveries of blocks whose writers are gone.

    /**
     * Begins to recover the block, or begins anew: a live DataNode is asked with the answer to its next heartbeat.
     *
     * @param recoveryId the generation stamp that was given out for it
     */
    public void beginRecovery(long blockId, long recoveryId) {
        changes.beginRecovery(blockId, recoveryId);
    }

    /** The block is to be recovered, but nobody lives who may have a replica: DataNodes are to report what they hold. */
    public void awaitReplicas(long blockId) {
        changes.awaitReplicas(blockId);
    }

    /**
     * A recovery has ended, and the block was committed by it.
     *
     * @param replicas who holds it now with just this stamp and length; one whose storage is gone meanwhile is passed over
     */
    public void recovered(long blockId, List<ReplicaPlace> replicas) {
        changes.recovered(blockId, replicas);
    }

    /** Bytes of the file were flushed, and are on no DataNode: people are to know why it has become shorter. */
    public void givenUp(String path, Block block) {
        LOG.warn(
                "{} is closed without its last block {}: {} bytes of it were flushed, but no DataNode has it as it was then",
                path,
                block,
                block.numBytes());
    }

    // Questions.

    @Override
    public RecoveryOutlook recoveryOutlook(int slot) {
        return recoveries.outlook(slot);
    }

    @Override
    public long recoveryId(int slot) {
        return recoveries.id(slot);
    }

    @Override
    public boolean allAsked(int slot, long recoveryId) {
        return recoveries.allAsked(slot, recoveryId);
    }

    @Override
    public @Nullable BlockRecoveryStatus recovery(int slot) {
        return recoveries.status(slot);
    }

    @Override
    public boolean isOnLeavingNode(int slot) {
        return lists.isOnLeavingNode(slot);
    }

    @Override
    public int usable(List<ReplicaPlace> replicas) {
        return (int) replicas.stream()
                .map(tables.registry::usable)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    @Override
    public int liveReplicas(int slot) {
        return tables.liveReplicas(slot);
    }

    @Override
    public boolean hasMinReplication(int slot) {
        return tables.liveReplicas(slot) >= settings.replicationMin();
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

    @Override
    public List<BlockLocation> replicas(int slot) {
        return lists.replicas(slot);
    }

    @Override
    public List<BlockLocation> chooseTargets(TargetRequest request, RandomGenerator random) throws HdfsException {
        return targets.choose(request, random);
    }

    @Override
    public List<BlockLocation> chooseAdditional(
            List<ReplicaPlace> existing, TargetRequest request, RandomGenerator random) throws HdfsException {
        return targets.chooseAdditional(existing, request, random);
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
        return tables.registry.nodes().stream()
                .map(node -> node.info(tables.nowMillis, settings))
                .toList();
    }

    @Override
    public BlockStats stats() {
        return lists.stats();
    }

    /** Blocks without a live replica; from slot 0 on, {@code max} a page. */
    public BlockIssuePage missingBlocks(int fromSlot, int max) {
        return lists.withLevel(fromSlot, max, NeededQueues.CORRUPT, NeededQueues.CORRUPT);
    }

    /** Blocks that have live replicas, but fewer than wanted. */
    public BlockIssuePage underReplicatedBlocks(int fromSlot, int max) {
        return lists.withLevel(fromSlot, max, NeededQueues.HIGHEST, NeededQueues.LOW);
    }

    /** Blocks that have all their replicas, but on too few racks. */
    public BlockIssuePage badlyDistributedBlocks(int fromSlot, int max) {
        return lists.withLevel(fromSlot, max, NeededQueues.BADLY_DISTRIBUTED, NeededQueues.BADLY_DISTRIBUTED);
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
