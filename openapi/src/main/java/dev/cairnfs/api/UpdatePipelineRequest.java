package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * POST /api/v1/client/update-pipeline; answers an empty object. The block is now written under newBlock's generation stamp by these DataNodes and storages, in pipeline order.
 *
 * @param newBlock with the length that all of the pipeline has
 */
public record UpdatePipelineRequest(
        String clientName,
        ExtendedBlock oldBlock,
        ExtendedBlock newBlock,
        List<String> datanodeUuids,
        List<String> storageIds) {
    public UpdatePipelineRequest {
        datanodeUuids = List.copyOf(datanodeUuids);
        storageIds = List.copyOf(storageIds);
    }
}
