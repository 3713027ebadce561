package dev.cairnfs.api;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * POST /api/v1/client/add-block; answers a LocatedBlock. previous is the last block with its final length; nodes are given as host:transferPort.
 *
 * @param flags HDFS's AddBlockFlagProto by name: NO_LOCAL_WRITE (not on the writer's own node where others have room), IGNORE_CLIENT_LOCALITY (the writer's place does not count), NO_LOCAL_RACK (not on the writer's rack where there are two others with room)
 */
public record AddBlockRequest(
        String path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock previous,
        List<String> excludedNodes,
        List<String> favoredNodes,
        List<String> flags) {}
