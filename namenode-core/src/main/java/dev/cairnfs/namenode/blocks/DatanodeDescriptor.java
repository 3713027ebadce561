package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** A DataNode as it registered, with what it told in its heartbeats and what waits to be told to it. */
final class DatanodeDescriptor {
    private static final long SCHEDULED_ROLL_MILLIS = 600_000;
    private static final int CORRUPT_REMEMBERED_MAX = 100_000;

    /** A copy that the node is to send. */
    record Transfer(int slot, Block block, List<BlockLocation> targets) {}

    DatanodeId id;
    String rack;
    String softwareVersion;
    final Map<String, StorageDescriptor> storages = new TreeMap<>();
    final ArrayDeque<Transfer> transfers = new ArrayDeque<>();
    /** Ids of blocks whose recovery the node is to carry out, and was not told yet. */
    final TreeSet<Long> recoveries = new TreeSet<>();
    /** Registered and heard from in time; commands and reports of a node that is not are refused. */
    boolean alive = true;

    AdminState adminState = AdminState.NORMAL;
    long lastHeartbeatMillis;
    /** When it registered last. */
    long registeredMillis;
    /** When the node was last told to send a full report, or when it registered. */
    long reportWantedMillis;

    boolean reportWanted;
    int xceivers;
    int failedVolumes;
    /** Copies that the node was told to send and that are not known to have arrived, or failed. */
    int activeTransfers;

    /** The number of the newest incremental report, or of the registration when none came since. */
    long incrementalSequence;

    private final Map<Long, Long> corruptStampsById = new TreeMap<>();

    // Blocks that were planned for the node lately. A plan that came to nothing is forgotten when its period is over.
    private int scheduled;
    private int scheduledBefore;
    private long scheduledRolledMillis;

    DatanodeDescriptor(DatanodeId id, String rack, String softwareVersion, long nowMillis) {
        this.id = id;
        this.rack = rack;
        this.softwareVersion = softwareVersion;
        this.lastHeartbeatMillis = nowMillis;
        this.reportWantedMillis = nowMillis;
        this.registeredMillis = nowMillis;
        this.scheduledRolledMillis = nowMillis;
    }

    /** As it is to be remembered over a restart of the NameNode. */
    RememberedDatanode toRemember() {
        return new RememberedDatanode(id.uuid(), id.transferAddress(), rack);
    }

    /** Remembers wrong data on the node while the node is away, for when it reports the replica again. */
    void rememberCorrupt(long blockId, long generationStamp) {
        if (corruptStampsById.size() < CORRUPT_REMEMBERED_MAX) {
            corruptStampsById.put(blockId, generationStamp);
        }
    }

    boolean remembersCorrupt(long blockId, long generationStamp) {
        Long stamp = corruptStampsById.isEmpty() ? null : corruptStampsById.get(blockId);
        return stamp != null && stamp == generationStamp;
    }

    void forgetCorrupt(long blockId) {
        corruptStampsById.remove(blockId);
    }

    boolean inService() {
        return alive && adminState == AdminState.NORMAL;
    }

    /** It is to leave as soon as nothing needs it any more. */
    boolean isLeaving() {
        return adminState == AdminState.DECOMMISSION_INPROGRESS || adminState == AdminState.ENTERING_MAINTENANCE;
    }

    boolean stale(long nowMillis, BlockManagerSettings settings) {
        return nowMillis - lastHeartbeatMillis
                > settings.heartbeat().staleInterval().toMillis();
    }

    /** A heartbeat is overdue: long before the node counts as stale, readers had better ask another one. */
    boolean missedBeat(long nowMillis, BlockManagerSettings settings) {
        return nowMillis - lastHeartbeatMillis
                > 2 * settings.heartbeat().interval().toMillis();
    }

    boolean named(String hostOrAddressOrUuid) {
        return hostOrAddressOrUuid.equals(id.uuid())
                || hostOrAddressOrUuid.equals(id.host())
                || hostOrAddressOrUuid.equals(id.transferAddress());
    }

    void scheduleBlock(long nowMillis) {
        if (nowMillis - scheduledRolledMillis > SCHEDULED_ROLL_MILLIS) {
            scheduledBefore = scheduled;
            scheduled = 0;
            scheduledRolledMillis = nowMillis;
        }
        scheduled++;
    }

    void blockArrived() {
        if (scheduledBefore > 0) {
            scheduledBefore--;
        } else if (scheduled > 0) {
            scheduled--;
        }
    }

    int blocksScheduled() {
        return scheduled + scheduledBefore;
    }

    boolean hasStaleContents() {
        for (StorageDescriptor storage : storages.values()) {
            if (storage.contentsStale && !storage.info.failed()) {
                return true;
            }
        }
        return false;
    }

    /**
     * All volumes work, and for each a full report is known that the node composed after this time, so that all its replicas
     * of then are known. A report may have been composed long before it came, but a node composes the next one only when it
     * is done with the one before.
     */
    boolean hasReportedAllSince(long sinceMillis) {
        if (failedVolumes > 0 || storages.isEmpty()) {
            return false;
        }
        for (StorageDescriptor storage : storages.values()) {
            boolean composedSince = registeredMillis > sinceMillis || storage.reportBeforeMillis > sinceMillis;
            if (storage.info.failed() || storage.contentsStale || storage.openReport != null || !composedSince) {
                return false;
            }
        }
        return true;
    }

    /** A sum over the volumes that work. */
    long sum(ToLongFunction<StorageInfo> bytes) {
        long sum = 0;
        for (StorageDescriptor storage : storages.values()) {
            if (!storage.info.failed()) {
                sum += bytes.applyAsLong(storage.info);
            }
        }
        return sum;
    }

    long pendingDeletions() {
        long sum = 0;
        for (StorageDescriptor storage : storages.values()) {
            sum += storage.invalidates.size();
        }
        return sum;
    }

    LivenessState liveness(long nowMillis, BlockManagerSettings settings) {
        if (!alive) {
            return LivenessState.DEAD;
        }
        return stale(nowMillis, settings) ? LivenessState.STALE : LivenessState.LIVE;
    }

    DatanodeInfo info(long nowMillis, BlockManagerSettings settings) {
        List<StorageInfo> infos = new ArrayList<>();
        long replicas = 0;
        for (StorageDescriptor storage : storages.values()) {
            infos.add(storage.info);
            replicas += storage.replicas;
        }
        return new DatanodeInfo(
                id,
                rack,
                liveness(nowMillis, settings),
                adminState,
                sum(StorageInfo::capacityBytes),
                sum(StorageInfo::dfsUsedBytes),
                sum(StorageInfo::nonDfsUsedBytes),
                sum(StorageInfo::remainingBytes),
                sum(StorageInfo::blockPoolUsedBytes),
                nowMillis - lastHeartbeatMillis,
                xceivers,
                failedVolumes,
                replicas,
                softwareVersion,
                infos);
    }

    @Override
    public String toString() {
        return id.transferAddress();
    }
}
