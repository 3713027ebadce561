package dev.cairnfs.webui.fake;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.shared.model.StorageInfo;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A cluster of four DataNodes in two racks, one of them dead; {@code hdfs} is the superuser. */
public final class FakeConsoleBackend implements ConsoleBackend {
    /** Which state of safe mode is shown. */
    public enum SafeMode {
        OFF,
        WAITING,
        COUNTDOWN,
        MANUAL
    }

    private static final long NOW = 1_795_305_600_000L;
    private static final long GIB = 1L << 30;

    private final FakeNamespace namespace = new FakeNamespace(NOW);
    private final FakeLeases leases = new FakeLeases();
    private final int uploadPort;
    private volatile SafeMode safeMode = SafeMode.OFF;
    private volatile boolean fresh;
    private volatile boolean broken;

    /** With a DataNode that takes uploads on this HTTP port; 0 for none. */
    public FakeConsoleBackend(int uploadPort) {
        this.uploadPort = uploadPort;
    }

    public void show(SafeMode state) {
        safeMode = state;
    }

    /** A cluster that was just formatted: no DataNode, no file. */
    public void showFresh(boolean on) {
        fresh = on;
    }

    /** Every method but the cheap ones refuses. */
    public void breakDown(boolean on) {
        broken = on;
    }

    public FakeNamespace namespace() {
        return namespace;
    }

    public FakeLeases leases() {
        return leases;
    }

    @Override
    public String defaultUser() {
        return "hdfs";
    }

    @Override
    public ClusterView cluster() throws HdfsException {
        check();
        return new ClusterView("CID-7f3c2a19-cairn", "active", "0.1.0", safeMode != SafeMode.OFF);
    }

    private void check() throws HdfsException {
        if (broken) {
            throw new HdfsException(ErrorCode.RETRIABLE, "The NameNode is starting.");
        }
    }

    @Override
    public OverviewView overview(ConsoleUser user) throws HdfsException {
        check();
        if (fresh) {
            return new OverviewView(
                    safeMode(user),
                    new OverviewView.Capacity(0, 0, 0, 0),
                    new OverviewView.Blocks(0, 0, 0, 0, 0, 0, 0, 0, 0),
                    new OverviewView.Datanodes(0, 0, 0, 0, 0),
                    0,
                    1,
                    0,
                    new OverviewView.Stalled(0, ""));
        }
        return new OverviewView(
                safeMode(user),
                new OverviewView.Capacity(1200 * GIB, 412 * GIB, 96 * GIB, 692 * GIB),
                new OverviewView.Blocks(100_118, 2, 1, 0, 37, 21, 12, 5, 3),
                new OverviewView.Datanodes(3, 1, 1, 0, 1),
                100_031,
                9,
                leases(user, 10).total(),
                new OverviewView.Stalled(1, FakeLeases.STALLED));
    }

    @Override
    public NameNodeView nameNode(ConsoleUser user) throws HdfsException {
        check();
        return new NameNodeView(
                new NamespaceInfo(1_482_937_411, "CID-7f3c2a19-cairn", "BP-1482937411-127.0.0.1-1795305600000", 0, -67),
                "active",
                "0.1.0",
                NOW - 93_784_000,
                1_204_311,
                List.of("/srv/cairn/namenode/journal-1", "/srv/cairn/namenode/journal-2"),
                fresh ? OptionalLong.empty() : OptionalLong.of(1_200_000),
                fresh ? OptionalLong.empty() : OptionalLong.of(NOW - 1_820_000),
                OptionalLong.of(312L << 20),
                OptionalLong.of(2 * GIB));
    }

    @Override
    public SafeModeView safeMode(ConsoleUser user) throws HdfsException {
        check();
        return switch (safeMode) {
            case OFF ->
                new SafeModeView(false, false, "", 100_118, 100_018, 100_118, 3, 1, OptionalLong.empty(), List.of());
            case WAITING ->
                new SafeModeView(
                        true,
                        false,
                        "61,204 more blocks must be reported before 99.9% of all blocks have a replica.",
                        38_814,
                        100_018,
                        100_118,
                        2,
                        3,
                        OptionalLong.empty(),
                        List.of(
                                new SafeModeView.SilentDatanode("dn3.example:9866 (" + id(3).uuid() + ")", "/rack-b"),
                                new SafeModeView.SilentDatanode(id(4).uuid(), "")));
            case COUNTDOWN ->
                new SafeModeView(
                        true,
                        false,
                        "Enough blocks and DataNodes have reported.",
                        100_018,
                        100_018,
                        100_118,
                        3,
                        1,
                        OptionalLong.of(17_400),
                        List.of());
            case MANUAL ->
                new SafeModeView(
                        true,
                        true,
                        "An operator entered it.",
                        100_118,
                        100_018,
                        100_118,
                        3,
                        1,
                        OptionalLong.empty(),
                        List.of());
        };
    }

    @Override
    public void setSafeMode(ConsoleUser user, boolean on, boolean force) throws HdfsException {
        if (!isSuperuser(user)) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Access denied for user " + user.name() + ". Superuser privilege is required");
        }
        safeMode = on ? SafeMode.MANUAL : SafeMode.OFF;
    }

    @Override
    public List<DatanodeInfo> datanodes(ConsoleUser user) throws HdfsException {
        check();
        if (fresh) {
            return List.of();
        }
        List<DatanodeInfo> nodes = new ArrayList<>(List.of(
                node(1, "/rack-a", LivenessState.LIVE, 1_200, 46, 0),
                node(2, "/rack-a", LivenessState.LIVE, 900, 31, 1),
                node(3, "/rack-b", LivenessState.STALE, 42_000, 93, 0),
                node(4, "/rack-b", LivenessState.DEAD, 7_384_000, 12, 0)));
        if (uploadPort > 0) {
            nodes.add(upload());
        }
        return nodes;
    }

    private DatanodeInfo upload() {
        DatanodeInfo like = node(5, "/rack-b", LivenessState.LIVE, 500, 8, 0);
        return new DatanodeInfo(
                new DatanodeId(like.id().uuid(), "127.0.0.1", 9906, uploadPort),
                like.rack(),
                like.state(),
                like.adminState(),
                like.capacityBytes(),
                like.dfsUsedBytes(),
                like.nonDfsUsedBytes(),
                like.remainingBytes(),
                like.blockPoolUsedBytes(),
                like.lastHeartbeatMillis(),
                like.xceivers(),
                like.failedVolumes(),
                like.blocks(),
                like.softwareVersion(),
                like.storages());
    }

    private static DatanodeId id(int number) {
        return new DatanodeId("0b6f4d2e-55aa-4c1e-9f00-00000000000" + number, "dn" + number + ".example", 9866, 9864);
    }

    private static DatanodeInfo node(
            int number, String rack, LivenessState state, long age, int percent, int failedVolumes) {
        long capacity = 400 * GIB;
        long used = capacity * percent / 100;
        List<StorageInfo> storages = new ArrayList<>();
        for (int v = 0; v < 2; v++) {
            boolean failed = v < failedVolumes;
            storages.add(new StorageInfo(
                    "DS-" + number + "4a7c9e0-" + v,
                    v == 0 ? "DISK" : "SSD",
                    failed,
                    failed ? 0 : capacity / 2,
                    failed ? 0 : used / 2,
                    failed ? 0 : (capacity - used) / 2 - 4 * GIB,
                    used / 2,
                    4 * GIB));
        }
        return new DatanodeInfo(
                id(number),
                rack,
                state,
                AdminState.NORMAL,
                capacity,
                used,
                8 * GIB,
                capacity - used - 8 * GIB,
                used,
                age,
                number,
                failedVolumes,
                25_000L * number,
                "0.1.0",
                storages);
    }

    @Override
    public LeasesView leases(ConsoleUser user, int limit) throws HdfsException {
        check();
        List<LeaseInfo> all = fresh
                ? List.of()
                : leases.all().stream()
                        .map(lease -> isSuperuser(user) ? lease : anonymous(lease))
                        .toList();
        return new LeasesView(FakeLeases.LIMITS, all.size(), all.subList(0, Math.min(limit, all.size())));
    }

    private static LeaseInfo anonymous(LeaseInfo lease) {
        return new LeaseInfo(lease.path(), lease.fileId(), "", "", lease.ageMillis(), lease.lastBlock());
    }

    @Override
    public Optional<LeaseInfo> lease(ConsoleUser user, HdfsPath path) {
        return leases.of(path.toString()).map(lease -> isSuperuser(user) ? lease : anonymous(lease));
    }

    @Override
    public LeasesView.Limits leaseLimits() {
        return FakeLeases.LIMITS;
    }

    @Override
    public boolean recoverLease(ConsoleUser user, HdfsPath path) throws HdfsException {
        if (!hasAccess(user, path, "-w-")) {
            throw new HdfsException(ErrorCode.ACCESS_CONTROL, "Permission denied: user=" + user.name());
        }
        return leases.recover(path);
    }

    @Override
    public ReplicaIssuesView replicaIssues(ConsoleUser user, ReplicaIssueKind kind, int from, int limit)
            throws HdfsException {
        check();
        if (!isSuperuser(user)) {
            throw new HdfsException(ErrorCode.ACCESS_CONTROL, "Superuser privilege is required");
        }
        if (fresh || kind == ReplicaIssueKind.CORRUPT) {
            return new ReplicaIssuesView(List.of(), -1);
        }
        int live = kind == ReplicaIssueKind.MISSING ? 0 : kind == ReplicaIssueKind.UNDER_REPLICATED ? 1 : 3;
        List<ReplicaIssuesView.Issue> issues = new ArrayList<>();
        int count = live == 0 ? 2 : live == 1 ? 37 : 21;
        for (int i = from; i < count && issues.size() < Math.min(limit, 20); i++) {
            String path = i % 2 == 0 ? "/data/events/part-" + i + ".avro" : "/odd/100% sure.txt";
            issues.add(new ReplicaIssuesView.Issue(1_073_741_825L + i, path, live, 3, live == 3 ? 0 : i % 2, i % 3));
        }
        int next = from + issues.size();
        return new ReplicaIssuesView(issues, next < count ? next : -1);
    }

    @Override
    public Optional<FileStatus> fileStatus(ConsoleUser user, HdfsPath path) throws HdfsException {
        check();
        return namespace.status(path);
    }

    @Override
    public DirectoryListing listing(ConsoleUser user, HdfsPath path, String startAfter) throws HdfsException {
        if (!hasAccess(user, path, "r-x")) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL, "Permission denied: user=" + user.name() + ", access=READ_EXECUTE");
        }
        return namespace.list(path, startAfter);
    }

    @Override
    public ContentSummary contentSummary(ConsoleUser user, HdfsPath path) throws HdfsException {
        return namespace.summary(path);
    }

    @Override
    public LocatedBlocks blockLocations(ConsoleUser user, HdfsPath path, long offset, long length)
            throws HdfsException {
        FileStatus status = namespace
                .status(path)
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path));
        if (!hasAccess(user, path, "r--")) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL, "Permission denied: user=" + user.name() + ", access=READ");
        }
        OpenBlock openBlock =
                leases.of(path.toString()).map(LeaseInfo::lastBlock).orElse(null);
        boolean open = openBlock != null;
        List<LocatedBlock> blocks = new ArrayList<>();
        LocatedBlock last = null;
        for (long at = 0; at < status.length(); at += status.blockSizeBytes()) {
            long size = Math.min(status.blockSizeBytes(), status.length() - at);
            int index = (int) (at / status.blockSizeBytes());
            OpenBlock writing = at + size >= status.length() ? openBlock : null;
            long id = 1_073_741_825L + status.fileId() * 100 + index;
            Block block = writing == null ? new Block(id, 1001 + index, size) : writing.block();
            last = new LocatedBlock(
                    new ExtendedBlock("BP-1482937411-127.0.0.1-1795305600000", block),
                    at,
                    false,
                    writing == null ? places(index, status.replication()) : open(writing));
            if (at + size > offset && at - offset < length) {
                blocks.add(last);
            }
        }
        return new LocatedBlocks(status.length(), open, blocks, last, !open);
    }

    private static List<BlockLocation> places(int index, int replication) {
        List<BlockLocation> places = new ArrayList<>();
        for (int r = 0; r < replication; r++) {
            places.add(place(1 + (index + r) % 4, "FINALIZED"));
        }
        return places;
    }

    private static BlockLocation place(int number, String state) {
        return new BlockLocation(
                id(number), number <= 2 ? "/rack-a" : "/rack-b", "DS-" + number + "4a7c9e0-0", "DISK", state);
    }

    /** The replicas of a block that is being written or recovered. */
    private static List<BlockLocation> open(OpenBlock block) {
        BlockRecoveryStatus recovery = block.recovery();
        if (recovery == null) {
            return List.of(place(1, "RBW"), place(2, "RBW"), place(3, "EXPECTED"));
        }
        return recovery.attempts() == 0
                ? List.of()
                : List.of(place(1, "RWR"), place(2, "RUR"), place(3, "RBW"), place(4, "RBW"));
    }

    @Override
    public void mkdirs(ConsoleUser user, HdfsPath path) throws HdfsException {
        requireWrite(user, path.parent());
        namespace.mkdirs(path, user.name());
    }

    private void requireWrite(ConsoleUser user, HdfsPath directory) throws HdfsException {
        if (safeMode != SafeMode.OFF) {
            throw new HdfsException(ErrorCode.SAFE_MODE, "Cannot change " + directory + ". Name node is in safe mode.");
        }
        if (!hasAccess(user, directory, "-wx")) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Permission denied: user=" + user.name() + ", access=WRITE, inode=\"" + directory
                            + "\":hdfs:supergroup:drwxr-xr-x");
        }
    }

    @Override
    public boolean delete(ConsoleUser user, HdfsPath path, boolean recursive) throws HdfsException {
        requireWrite(user, path.parent());
        return namespace.delete(path);
    }

    @Override
    public void rename(ConsoleUser user, HdfsPath source, HdfsPath target) throws HdfsException {
        requireWrite(user, source.parent());
        requireWrite(user, target.parent());
        namespace.rename(source, target);
    }

    @Override
    public long checkpoint(ConsoleUser user) {
        return 1_204_311;
    }

    @Override
    public boolean isSuperuser(ConsoleUser user) {
        return user.name().equals("hdfs");
    }

    @Override
    public boolean hasAccess(ConsoleUser user, HdfsPath path, String fsAction) {
        Optional<FileStatus> status = namespace.status(path);
        if (status.isEmpty() || isSuperuser(user)) {
            return status.isPresent();
        }
        int shift = status.get().owner().equals(user.name()) ? 6 : 0;
        int granted = status.get().permission() >> shift & 7;
        int wanted = (fsAction.charAt(0) == 'r' ? 4 : 0)
                + (fsAction.charAt(1) == 'w' ? 2 : 0)
                + (fsAction.charAt(2) == 'x' ? 1 : 0);
        return (granted & wanted) == wanted;
    }
}
