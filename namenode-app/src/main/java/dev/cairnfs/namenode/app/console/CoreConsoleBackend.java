package dev.cairnfs.namenode.app.console;

import dev.cairnfs.namenode.app.core.BlockIssueKind;
import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.namenode.app.core.JournalState;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.blocks.BlockIssuePage;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.CheckAccess;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetBlockMap;
import dev.cairnfs.namenode.command.GetContentSummary;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.GetLease;
import dev.cairnfs.namenode.command.GetListing;
import dev.cairnfs.namenode.command.ListLeases;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.RecoverLease;
import dev.cairnfs.namenode.command.Rename2;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ClusterView;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.LeasesView;
import dev.cairnfs.webui.NameNodeView;
import dev.cairnfs.webui.OverviewView;
import dev.cairnfs.webui.ReplicaIssueKind;
import dev.cairnfs.webui.ReplicaIssuesView;
import dev.cairnfs.webui.SafeModeView;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The console's commands and questions, carried out as those of the REST doors are. */
public final class CoreConsoleBackend implements ConsoleBackend {
    private static final String ROLE = "active";
    private static final int DIRECTORY_PERMISSION = 0755;
    /** Each look is at a million blocks at most; a page that found none by then offers to go on. */
    private static final int ISSUE_LOOKS_MAX = 50;

    private final NameNodeDoor nameNode;
    private final CallerResolver callers;
    private final NameNodeProperties settings;
    private final String version;

    /**
     * Takes what it works with.
     *
     * @param version of this software
     */
    public CoreConsoleBackend(
            NameNodeDoor nameNode, CallerResolver callers, NameNodeProperties settings, String version) {
        this.nameNode = nameNode;
        this.callers = callers;
        this.settings = settings;
        this.version = version;
    }

    private Caller caller(ConsoleUser user) throws HdfsException {
        return callers.named(user.name(), user.address());
    }

    private Caller superuser(ConsoleUser user) throws HdfsException {
        Caller caller = caller(user);
        if (!caller.superuser()) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Access denied for user " + caller.user() + ". Superuser privilege is required");
        }
        return caller;
    }

    @Override
    public String defaultUser() {
        return System.getProperty("user.name");
    }

    @Override
    public ClusterView cluster() throws HdfsException {
        boolean safeMode = nameNode.apply(soft -> soft.blocks().safeMode().on());
        return new ClusterView(nameNode.namespaceInfo().clusterId(), ROLE, version, safeMode);
    }

    @Override
    public OverviewView overview(ConsoleUser user) throws HdfsException {
        CoreSnapshot snapshot = nameNode.snapshot();
        BlockStats stats = snapshot.blocks();
        return new OverviewView(
                view(snapshot.safeMode()),
                new OverviewView.Capacity(
                        stats.capacityBytes(), stats.dfsUsedBytes(), stats.nonDfsUsedBytes(), stats.remainingBytes()),
                new OverviewView.Blocks(
                        stats.blocksTotal(),
                        stats.missingBlocks(),
                        stats.missingBlocksWithReplicationOne(),
                        stats.corruptBlocks(),
                        // HDFS counts the missing and the badly distributed ones among the under-replicated ones.
                        stats.underReplicatedBlocks() - stats.missingBlocks() - stats.badlyDistributedBlocks(),
                        stats.badlyDistributedBlocks(),
                        stats.pendingReconstructionBlocks(),
                        stats.pendingDeletionBlocks(),
                        stats.excessBlocks()),
                new OverviewView.Datanodes(
                        stats.liveDatanodes(),
                        stats.staleDatanodes(),
                        stats.deadDatanodes(),
                        stats.decommissioningDatanodes(),
                        stats.volumeFailures()),
                snapshot.files(),
                snapshot.directories(),
                snapshot.openFiles(),
                new OverviewView.Stalled(
                        snapshot.stalled().count(),
                        isSuperuser(user) ? snapshot.stalled().path() : ""));
    }

    private static SafeModeView view(SafeModeStatus status) {
        return new SafeModeView(
                status.on(),
                status.manual(),
                status.reason(),
                status.blocksReported(),
                status.blocksNeeded(),
                status.blocksTotal(),
                status.datanodesLive(),
                status.datanodesNeeded(),
                positive(status.extensionRemainingMillis(), -1),
                status.silentDatanodes().stream()
                        .map(node -> new SafeModeView.SilentDatanode(node.label(), node.rack()))
                        .toList());
    }

    private static OptionalLong positive(long value, long unknown) {
        return value <= unknown ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public NameNodeView nameNode(ConsoleUser user) throws HdfsException {
        JournalState journal = nameNode.journal();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new NameNodeView(
                nameNode.namespaceInfo(),
                ROLE,
                version,
                ManagementFactory.getRuntimeMXBean().getStartTime(),
                journal.durableTransactionId(),
                journal.directories(),
                positive(journal.checkpointTransactionId(), 0),
                positive(journal.checkpointTimeMillis(), 0),
                OptionalLong.of(heap.getUsed()),
                positive(heap.getMax(), -1));
    }

    @Override
    public SafeModeView safeMode(ConsoleUser user) throws HdfsException {
        return view(nameNode.apply(soft -> soft.blocks().safeMode()));
    }

    @Override
    public void setSafeMode(ConsoleUser user, boolean on, boolean force) throws HdfsException {
        Caller unused = superuser(user);
        SafeModeStatus after = nameNode.setSafeMode(on, force);
        if (after.on() != on) {
            throw new HdfsException(
                    ErrorCode.IO, "Safe mode is still " + (after.on() ? "on. " : "off. ") + after.reason());
        }
    }

    @Override
    public List<DatanodeInfo> datanodes(ConsoleUser user) throws HdfsException {
        return nameNode.apply(soft -> soft.blocks().datanodes());
    }

    @Override
    public LeasesView leases(ConsoleUser user, int limit) throws HdfsException {
        List<LeaseInfo> leases = nameNode.query(caller(user), new ListLeases());
        int total = Math.max(leases.size(), nameNode.snapshot().openFiles());
        return new LeasesView(leaseLimits(), total, leases.stream().limit(limit).toList());
    }

    @Override
    public LeasesView.Limits leaseLimits() {
        return new LeasesView.Limits(
                settings.lease().softLimit().toMillis(),
                settings.lease().hardLimit().toMillis());
    }

    @Override
    public Optional<LeaseInfo> lease(ConsoleUser user, HdfsPath path) throws HdfsException {
        return nameNode.query(caller(user), new GetLease(path));
    }

    @Override
    public boolean recoverLease(ConsoleUser user, HdfsPath path) throws HdfsException {
        return nameNode.execute(caller(user), new RecoverLease(path, "operator-" + user.name()));
    }

    @Override
    public ReplicaIssuesView replicaIssues(ConsoleUser user, ReplicaIssueKind kind, int from, int limit)
            throws HdfsException {
        Caller unused = superuser(user);
        BlockIssueKind wanted = switch (kind) {
            case MISSING -> BlockIssueKind.MISSING;
            case CORRUPT -> BlockIssueKind.CORRUPT;
            case UNDER_REPLICATED -> BlockIssueKind.UNDER_REPLICATED;
            case BADLY_DISTRIBUTED -> BlockIssueKind.BADLY_DISTRIBUTED;
        };
        BlockIssuePage page = nameNode.blockIssues(wanted, from, limit);
        for (int looks = 1; page.blocks().isEmpty() && page.nextSlot() >= 0 && looks < ISSUE_LOOKS_MAX; looks++) {
            page = nameNode.blockIssues(wanted, page.nextSlot(), limit);
        }
        return new ReplicaIssuesView(
                page.blocks().stream()
                        .map(issue -> new ReplicaIssuesView.Issue(
                                issue.blockId(),
                                issue.path(),
                                issue.liveReplicas(),
                                issue.wantedReplicas(),
                                issue.corruptReplicas(),
                                issue.pendingReplicas()))
                        .toList(),
                page.nextSlot());
    }

    @Override
    public Optional<FileStatus> fileStatus(ConsoleUser user, HdfsPath path) throws HdfsException {
        return nameNode.query(caller(user), new GetFileInfo(path));
    }

    @Override
    public DirectoryListing listing(ConsoleUser user, HdfsPath path, String startAfter) throws HdfsException {
        return nameNode.query(caller(user), new GetListing(path, startAfter));
    }

    @Override
    public ContentSummary contentSummary(ConsoleUser user, HdfsPath path) throws HdfsException {
        return nameNode.query(caller(user), new GetContentSummary(path));
    }

    @Override
    public LocatedBlocks blockLocations(ConsoleUser user, HdfsPath path, long offset, long length)
            throws HdfsException {
        return nameNode.query(caller(user), new GetBlockMap(path, offset, length));
    }

    @Override
    public void mkdirs(ConsoleUser user, HdfsPath path) throws HdfsException {
        nameNode.execute(caller(user), new Mkdirs(path, DIRECTORY_PERMISSION, true));
    }

    @Override
    public boolean delete(ConsoleUser user, HdfsPath path, boolean recursive) throws HdfsException {
        return nameNode.execute(caller(user), new Delete(path, recursive));
    }

    @Override
    public void rename(ConsoleUser user, HdfsPath source, HdfsPath target) throws HdfsException {
        nameNode.execute(caller(user), new Rename2(source, target, false));
    }

    @Override
    public long checkpoint(ConsoleUser user) throws HdfsException {
        Caller unused = superuser(user);
        return nameNode.checkpoint();
    }

    @Override
    public boolean isSuperuser(ConsoleUser user) throws HdfsException {
        return caller(user).superuser();
    }

    @Override
    public boolean hasAccess(ConsoleUser user, HdfsPath path, String fsAction) throws HdfsException {
        try {
            return nameNode.query(caller(user), new CheckAccess(path, fsAction));
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.ACCESS_CONTROL
                    || e.code() == ErrorCode.FILE_NOT_FOUND
                    || e.code() == ErrorCode.PARENT_NOT_DIRECTORY) {
                return false;
            }
            throw e;
        }
    }
}
