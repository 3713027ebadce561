package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** POST /api/v1/client/add-block; answers a LocatedBlock. previous is the last block with its final length; nodes are given as host:transferPort. */
public record AddBlockRequest(
        String path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock previous,
        List<String> excludedNodes,
        List<String> favoredNodes) {}
