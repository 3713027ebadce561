package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;

/** POST /api/v1/client/abandon-block. */
public record AbandonBlockRequest(String path, long fileId, String clientName, ExtendedBlock block) {}
