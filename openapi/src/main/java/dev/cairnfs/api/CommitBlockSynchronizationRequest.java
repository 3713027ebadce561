package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * POST /api/v1/datanodes/{uuid}/commit-block-synchronization; answers an empty object. The primary DataNode tells how a block recovery has ended.
 *
 * @param block as it was before
 * @param newGenerationStamp the recovery's id
 * @param closeFile whether the file is to be closed with it
 * @param deleteBlock no replica has a byte: the block is given up
 * @param datanodeUuids who holds the recovered replica
 */
public record CommitBlockSynchronizationRequest(
        ExtendedBlock block,
        long newGenerationStamp,
        long newLengthBytes,
        boolean closeFile,
        boolean deleteBlock,
        List<String> datanodeUuids,
        List<String> storageIds) {
    public CommitBlockSynchronizationRequest {
        datanodeUuids = List.copyOf(datanodeUuids);
        storageIds = List.copyOf(storageIds);
    }
}
