package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.WriteStart;
import java.util.List;
import java.util.Set;

/**
 * The file that a writer writes.
 *
 * @param lengthBytes what it has already; an append goes on behind it
 * @param favoredNodes DataNodes ({@code host:transferPort}) that should get the blocks, if they can
 */
public record WriteTarget(
        String user,
        String clientName,
        String path,
        long fileId,
        long blockSizeBytes,
        long lengthBytes,
        List<String> favoredNodes,
        Set<CreateFlag> flags,
        WriteStart start) {
    /** What the NameNode has to know of the flags when it chooses DataNodes. */
    public static List<String> addBlockFlags(Set<CreateFlag> flags) {
        return flags.contains(CreateFlag.NO_LOCAL_WRITE) ? List.of("NO_LOCAL_WRITE") : List.of();
    }
}
