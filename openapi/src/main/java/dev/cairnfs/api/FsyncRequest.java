package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import org.jspecify.annotations.Nullable;

/**
 * POST /api/v1/client/fsync; answers an empty object. Journals the length of the block that is being written.
 *
 * @param lastBlock that block, with the length that its writer has flushed; null when the writer does not tell it
 */
public record FsyncRequest(
        String path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock lastBlock) {}
