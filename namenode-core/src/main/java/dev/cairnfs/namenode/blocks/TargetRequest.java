package dev.cairnfs.namenode.blocks;

import java.util.List;
import java.util.Set;

/**
 * For what DataNodes are to be chosen.
 *
 * @param path for messages
 * @param count DataNodes that are wanted
 * @param writerAddress host or address of the writer
 * @param excluded transfer addresses ({@code host:port}) or DataNode uuids not to take
 * @param favored transfer addresses to prefer, may be empty
 */
public record TargetRequest(
        String path,
        int count,
        String writerAddress,
        Set<String> excluded,
        List<String> favored,
        Set<AddBlockFlag> flags,
        long blockSizeBytes) {
    public TargetRequest {
        excluded = Set.copyOf(excluded);
        favored = List.copyOf(favored);
        flags = Set.copyOf(flags);
    }
}
