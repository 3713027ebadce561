package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;

/** One corrupt replica. */
public record BadReplica(ExtendedBlock block, String datanodeUuid, String storageId) {}
