package dev.cairnfs.api;

import dev.cairnfs.shared.model.SlowPeer;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;

/**
 * POST /api/v1/datanodes/{uuid}/heartbeat.
 *
 * @param slowPeers DataNodes that this one found to acknowledge far slower than others
 */
public record HeartbeatRequest(List<StorageInfo> storages, int xceivers, int failedVolumes, List<SlowPeer> slowPeers) {}
