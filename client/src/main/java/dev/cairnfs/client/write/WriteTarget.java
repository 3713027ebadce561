package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.WriteStart;
import java.util.EnumSet;
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
    private static final Set<CreateFlag> OF_PLACEMENT =
            EnumSet.of(CreateFlag.NO_LOCAL_WRITE, CreateFlag.IGNORE_CLIENT_LOCALITY, CreateFlag.NO_LOCAL_RACK);

    /** What the NameNode has to know of the flags when it chooses DataNodes. */
    public static List<String> addBlockFlags(Set<CreateFlag> flags) {
        return OF_PLACEMENT.stream()
                .filter(flags::contains)
                .map(CreateFlag::name)
                .toList();
    }
}
