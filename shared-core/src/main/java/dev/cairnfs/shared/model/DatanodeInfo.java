package dev.cairnfs.shared.model;

import java.util.List;

/**
 * A DataNode as the NameNode sees it now.
 *
 * @param rack the network location, {@code /default-rack} where none is configured
 * @param state {@code LIVE}, {@code STALE} or {@code DEAD}
 * @param lastHeartbeatMillis how long ago the last heartbeat came, in milliseconds; negative when none came yet
 * @param xceivers transfers that the node is serving
 * @param blocks replicas that the NameNode knows to be there
 */
public record DatanodeInfo(
        DatanodeId id,
        String rack,
        LivenessState state,
        AdminState adminState,
        long capacityBytes,
        long dfsUsedBytes,
        long nonDfsUsedBytes,
        long remainingBytes,
        long blockPoolUsedBytes,
        long lastHeartbeatMillis,
        int xceivers,
        int failedVolumes,
        long blocks,
        String softwareVersion,
        List<StorageInfo> storages) {
    public DatanodeInfo {
        storages = List.copyOf(storages);
    }
}
