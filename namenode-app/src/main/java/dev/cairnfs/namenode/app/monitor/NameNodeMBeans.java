package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.shared.build.BuildInfo;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import tools.jackson.databind.json.JsonMapper;

/**
 * The MBeans that tools around HDFS scrape, with HDFS's names and attributes. Maps are JSON inside strings, because that
 * is how those tools expect them.
 */
public final class NameNodeMBeans {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final NameNodeDoor nameNode;
    private final SnapshotSource source;
    private final LoopMetrics metrics;
    private final NameNodeProperties settings;
    private final int httpPort;
    private final List<ObjectName> registered = new ArrayList<>();

    public NameNodeMBeans(
            NameNodeDoor nameNode,
            SnapshotSource source,
            LoopMetrics metrics,
            NameNodeProperties settings,
            int httpPort) {
        this.metrics = metrics;
        this.nameNode = nameNode;
        this.source = source;
        this.settings = settings;
        this.httpPort = httpPort;
    }

    /** Registers them with the platform's server; several NameNodes in one process would share the first one's names. */
    public void register() throws JMException {
        register("FSNamesystemState", namesystemState());
        register("FSNamesystem", namesystem());
        register("NameNodeInfo", info());
        register("NameNodeStatus", status());
        register("JvmMetrics", JvmAttributes.all());
        register("NameNodeActivity", ActivityAttributes.of(metrics));
    }

    private void register(String name, Map<String, AttributeSource> attributes) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName objectName = new ObjectName("Hadoop:service=NameNode,name=" + name);
        if (!server.isRegistered(objectName)) {
            server.registerMBean(new AttributesMBean(name, attributes), objectName);
            registered.add(objectName);
        }
    }

    public void unregister() throws JMException {
        for (ObjectName name : registered) {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        }
        registered.clear();
    }

    private AttributeSource number(SnapshotNumber number) {
        return () -> number.of(source.get());
    }

    /** A number out of a snapshot. */
    @FunctionalInterface
    private interface SnapshotNumber {
        Object of(CoreSnapshot snapshot);
    }

    private Map<String, AttributeSource> namesystemState() {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("CapacityTotal", number(snapshot -> snapshot.blocks().capacityBytes()));
        all.put("CapacityUsed", number(snapshot -> snapshot.blocks().dfsUsedBytes()));
        all.put("CapacityRemaining", number(snapshot -> snapshot.blocks().remainingBytes()));
        all.put("TotalLoad", number(snapshot -> snapshot.blocks().xceivers()));
        all.put("BlocksTotal", number(snapshot -> snapshot.blocks().blocksTotal()));
        all.put("FilesTotal", number(snapshot -> snapshot.files() + snapshot.directories()));
        all.put("PendingReplicationBlocks", number(snapshot -> snapshot.blocks().pendingReconstructionBlocks()));
        all.put(
                "PendingReconstructionBlocks",
                number(snapshot -> snapshot.blocks().pendingReconstructionBlocks()));
        all.put("UnderReplicatedBlocks", number(snapshot -> snapshot.blocks().underReplicatedBlocks()));
        all.put("LowRedundancyBlocks", number(snapshot -> snapshot.blocks().underReplicatedBlocks()));
        all.put(
                "ScheduledReplicationBlocks",
                number(snapshot -> snapshot.blocks().pendingReconstructionBlocks()));
        all.put("PendingDeletionBlocks", number(snapshot -> snapshot.blocks().pendingDeletionBlocks()));
        all.put("FSState", number(snapshot -> snapshot.safeMode().on() ? "safeMode" : "Operational"));
        all.put("NumLiveDataNodes", number(snapshot -> snapshot.blocks().liveDatanodes()));
        all.put("NumDeadDataNodes", number(snapshot -> snapshot.blocks().deadDatanodes()));
        all.put("NumStaleDataNodes", number(snapshot -> snapshot.blocks().staleDatanodes()));
        all.put(
                "NumDecommissioningDataNodes",
                number(snapshot -> snapshot.blocks().decommissioningDatanodes()));
        all.put("VolumeFailuresTotal", number(snapshot -> snapshot.blocks().volumeFailures()));
        return all;
    }

    private Map<String, AttributeSource> namesystem() {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("tag.HAState", () -> "active");
        all.put("CapacityTotal", number(snapshot -> snapshot.blocks().capacityBytes()));
        all.put("CapacityUsed", number(snapshot -> snapshot.blocks().dfsUsedBytes()));
        all.put("CapacityUsedNonDFS", number(snapshot -> snapshot.blocks().nonDfsUsedBytes()));
        all.put("CapacityRemaining", number(snapshot -> snapshot.blocks().remainingBytes()));
        all.put("BlocksTotal", number(snapshot -> snapshot.blocks().blocksTotal()));
        all.put("FilesTotal", number(snapshot -> snapshot.files() + snapshot.directories()));
        all.put("NumActiveClients", number(CoreSnapshot::openFiles));
        all.put("NumFilesUnderConstruction", number(CoreSnapshot::openFiles));
        all.put("MissingBlocks", number(snapshot -> snapshot.blocks().missingBlocks()));
        all.put("MissingReplOneBlocks", number(snapshot -> snapshot.blocks().missingBlocksWithReplicationOne()));
        all.put("CorruptBlocks", number(snapshot -> snapshot.blocks().corruptBlocks()));
        all.put("ExcessBlocks", number(snapshot -> snapshot.blocks().excessBlocks()));
        all.put(
                "PostponedMisreplicatedBlocks",
                number(snapshot -> snapshot.blocks().postponedBlocks()));
        all.put("UnderReplicatedBlocks", number(snapshot -> snapshot.blocks().underReplicatedBlocks()));
        all.put("PendingReplicationBlocks", number(snapshot -> snapshot.blocks().pendingReconstructionBlocks()));
        all.put("PendingDeletionBlocks", number(snapshot -> snapshot.blocks().pendingDeletionBlocks()));
        all.put("StaleDataNodes", number(snapshot -> snapshot.blocks().staleDatanodes()));
        all.put("TotalLoad", number(snapshot -> snapshot.blocks().xceivers()));
        all.put("LastWrittenTransactionId", number(CoreSnapshot::lastTransactionId));
        all.put("LastCheckpointTime", () -> nameNode.journal().checkpointTimeMillis());
        all.put("TransactionsSinceLastCheckpoint", this::transactionsSinceCheckpoint);
        return all;
    }

    private Object transactionsSinceCheckpoint() throws HdfsException {
        return source.get().lastTransactionId() - nameNode.journal().checkpointTransactionId();
    }

    private Map<String, AttributeSource> info() {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("Version", BuildInfo::version);
        all.put("SoftwareVersion", BuildInfo::version);
        all.put("ClusterId", () -> nameNode.namespaceInfo().clusterId());
        all.put("BlockPoolId", () -> nameNode.namespaceInfo().blockPoolId());
        all.put("Total", number(snapshot -> snapshot.blocks().capacityBytes()));
        all.put("Used", number(snapshot -> snapshot.blocks().dfsUsedBytes()));
        all.put("Free", number(snapshot -> snapshot.blocks().remainingBytes()));
        all.put("NonDfsUsedSpace", number(snapshot -> snapshot.blocks().nonDfsUsedBytes()));
        all.put("PercentUsed", number(NameNodeMBeans::percentUsed));
        all.put("TotalBlocks", number(snapshot -> snapshot.blocks().blocksTotal()));
        all.put("TotalFiles", number(snapshot -> snapshot.files() + snapshot.directories()));
        all.put("NumberOfMissingBlocks", number(snapshot -> snapshot.blocks().missingBlocks()));
        all.put("Safemode", number(snapshot -> sentence(snapshot.safeMode())));
        all.put("LiveNodes", () -> nodes(true));
        all.put("DeadNodes", () -> nodes(false));
        all.put("DecomNodes", () -> "{}");
        all.put("NameDirStatuses", this::nameDirectories);
        all.put("Threads", () -> ManagementFactory.getThreadMXBean().getThreadCount());
        return all;
    }

    private static double percentUsed(CoreSnapshot snapshot) {
        long capacity = snapshot.blocks().capacityBytes();
        return capacity == 0 ? 0 : 100.0 * snapshot.blocks().dfsUsedBytes() / capacity;
    }

    private static String sentence(SafeModeStatus status) {
        return status.on() ? "Safe mode is ON. " + status.reason() : "";
    }

    private Object nodes(boolean alive) throws HdfsException {
        Map<String, Object> nodes = new TreeMap<>();
        for (DatanodeInfo node : nameNode.apply(soft -> soft.blocks().datanodes())) {
            if (alive == (node.state() != LivenessState.DEAD)) {
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("infoAddr", node.id().host() + ":" + node.id().httpPort());
                values.put("xferaddr", node.id().transferAddress());
                values.put("lastContact", node.lastHeartbeatMillis() / 1000);
                values.put("usedSpace", node.dfsUsedBytes());
                values.put(
                        "adminState",
                        node.adminState() == dev.cairnfs.shared.model.AdminState.NORMAL
                                ? "In Service"
                                : node.adminState().name());
                values.put("nonDfsUsedSpace", node.nonDfsUsedBytes());
                values.put("capacity", node.capacityBytes());
                values.put("numBlocks", node.blocks());
                values.put("version", node.softwareVersion());
                values.put("used", node.dfsUsedBytes());
                values.put("remaining", node.remainingBytes());
                values.put("blockPoolUsed", node.blockPoolUsedBytes());
                values.put("volfails", node.failedVolumes());
                values.put("location", node.rack());
                nodes.put(node.id().transferAddress(), values);
            }
        }
        return JSON.writeValueAsString(nodes);
    }

    private Object nameDirectories() {
        Map<String, String> active = new TreeMap<>();
        nameNode.journal().directories().forEach(directory -> active.put(directory, "IMAGE_AND_EDITS"));
        Map<String, String> failed = new TreeMap<>();
        nameNode.journal().failedDirectories().forEach(directory -> failed.put(directory, "IMAGE_AND_EDITS"));
        return JSON.writeValueAsString(Map.of("active", active, "failed", failed));
    }

    private Map<String, AttributeSource> status() {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("NNRole", () -> "NameNode");
        all.put("State", () -> "active");
        all.put("SecurityEnabled", () -> false);
        all.put("HostAndPort", () -> "127.0.0.1:" + settings.rpcPort());
        all.put("HttpPort", () -> httpPort);
        return all;
    }
}
