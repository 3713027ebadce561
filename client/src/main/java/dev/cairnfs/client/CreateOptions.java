package dev.cairnfs.client;

import dev.cairnfs.client.write.CreateFlag;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a file is created.
 *
 * @param overwrite replace a file that is there; otherwise it is an error
 * @param createParent make missing parent directories; otherwise they are an error
 * @param permission mode bits before the umask
 * @param replication 0: the server's default
 * @param blockSizeBytes 0: the server's default
 * @param progress hears how many further bytes all DataNodes have acknowledged; called in the writer's thread
 * @param favoredNodes DataNodes ({@code host:transferPort}) that should get the blocks, if they can
 * @param empty no bytes are expected, so that no block is asked for before there are some
 * @param flags all but NEW_BLOCK
 */
public record CreateOptions(
        boolean overwrite,
        boolean createParent,
        int permission,
        int replication,
        long blockSizeBytes,
        @Nullable LongConsumer progress,
        List<String> favoredNodes,
        boolean empty,
        Set<CreateFlag> flags) {
    /** HDFS's: overwrite, make parents, 0666 before the umask, the server's replication and block size. */
    public static final CreateOptions STANDARD =
            new CreateOptions(true, true, 0666, 0, 0, null, List.of(), false, Set.of());

    public CreateOptions {
        favoredNodes = List.copyOf(favoredNodes);
        flags = Set.copyOf(flags);
        if (flags.contains(CreateFlag.NEW_BLOCK)) {
            throw new IllegalArgumentException("NEW_BLOCK is for appends");
        }
    }

    public CreateOptions withOverwrite(boolean value) {
        return new CreateOptions(
                value, createParent, permission, replication, blockSizeBytes, progress, favoredNodes, empty, flags);
    }

    public CreateOptions withCreateParent(boolean value) {
        return new CreateOptions(
                overwrite, value, permission, replication, blockSizeBytes, progress, favoredNodes, empty, flags);
    }

    public CreateOptions withPermission(int value) {
        return new CreateOptions(
                overwrite, createParent, value, replication, blockSizeBytes, progress, favoredNodes, empty, flags);
    }

    public CreateOptions withReplication(int value) {
        return new CreateOptions(
                overwrite, createParent, permission, value, blockSizeBytes, progress, favoredNodes, empty, flags);
    }

    public CreateOptions withBlockSizeBytes(long value) {
        return new CreateOptions(
                overwrite, createParent, permission, replication, value, progress, favoredNodes, empty, flags);
    }

    public CreateOptions withProgress(LongConsumer value) {
        return new CreateOptions(
                overwrite, createParent, permission, replication, blockSizeBytes, value, favoredNodes, empty, flags);
    }

    public CreateOptions withFavoredNodes(List<String> value) {
        return new CreateOptions(
                overwrite, createParent, permission, replication, blockSizeBytes, progress, value, empty, flags);
    }

    public CreateOptions withEmpty(boolean value) {
        return new CreateOptions(
                overwrite, createParent, permission, replication, blockSizeBytes, progress, favoredNodes, value, flags);
    }

    public CreateOptions withFlags(Set<CreateFlag> value) {
        return new CreateOptions(
                overwrite, createParent, permission, replication, blockSizeBytes, progress, favoredNodes, empty, value);
    }
}
