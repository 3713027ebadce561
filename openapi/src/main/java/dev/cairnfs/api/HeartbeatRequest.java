package dev.cairnfs.api;

import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;

/** POST /api/v1/datanodes/{uuid}/heartbeat. */
public record HeartbeatRequest(List<StorageInfo> storages, int xceivers, int failedVolumes) {}
