package dev.cairnfs.api;

import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;

/**
 * POST /api/v1/datanodes. The ids are those of the DataNode's VERSION files. With namespaceId 0 and empty strings, before
 * there are such files, it is not registered, but told for which namespace to write them. An empty rack leaves the choice
 * to the NameNode.
 */
public record RegisterDatanodeRequest(
        DatanodeId id,
        int namespaceId,
        String clusterId,
        String blockPoolId,
        String softwareVersion,
        String rack,
        List<StorageInfo> storages) {}
