package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * POST /api/v1/client/additional-datanode; answers a LocatedBlock whose locations are the existing ones, then those that were added.
 *
 * @param existingDatanodeUuids what is left of the pipeline, in its order
 * @param excludedNodes uuids or host:transferPort
 * @param count how many to add
 */
public record AdditionalDatanodeRequest(
        String path,
        long fileId,
        String clientName,
        ExtendedBlock block,
        List<String> existingDatanodeUuids,
        List<String> existingStorageIds,
        List<String> excludedNodes,
        int count) {
    public AdditionalDatanodeRequest {
        existingDatanodeUuids = List.copyOf(existingDatanodeUuids);
        existingStorageIds = List.copyOf(existingStorageIds);
        excludedNodes = List.copyOf(excludedNodes);
    }
}
