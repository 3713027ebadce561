package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import org.jspecify.annotations.Nullable;

/** POST /api/v1/client/complete; answers a BooleanResponse: false when the last block has not enough replicas yet. */
public record CompleteRequest(
        String path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock last) {}
