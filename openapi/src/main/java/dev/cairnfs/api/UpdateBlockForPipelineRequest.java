package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;

/** POST /api/v1/client/update-block-for-pipeline; answers a LocatedBlock with a new generation stamp, for a pipeline that is to be built again. */
public record UpdateBlockForPipelineRequest(ExtendedBlock block, String clientName) {}
