package dev.cairnfs.client;

import java.util.List;
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
 */
public record CreateOptions(
        boolean overwrite,
        boolean createParent,
        int permission,
        int replication,
        long blockSizeBytes,
        @Nullable LongConsumer progress,
        List<String> favoredNodes) {
    /** HDFS's: overwrite, make parents, 0666 before the umask, the server's replication and block size. */
    public static final CreateOptions STANDARD = new CreateOptions(true, true, 0666, 0, 0, null, List.of());

    public CreateOptions {
        favoredNodes = List.copyOf(favoredNodes);
    }

    public CreateOptions withOverwrite(boolean value) {
        return new CreateOptions(value, createParent, permission, replication, blockSizeBytes, progress, favoredNodes);
    }

    public CreateOptions withCreateParent(boolean value) {
        return new CreateOptions(overwrite, value, permission, replication, blockSizeBytes, progress, favoredNodes);
    }

    public CreateOptions withPermission(int value) {
        return new CreateOptions(overwrite, createParent, value, replication, blockSizeBytes, progress, favoredNodes);
    }

    public CreateOptions withReplication(int value) {
        return new CreateOptions(overwrite, createParent, permission, value, blockSizeBytes, progress, favoredNodes);
    }

    public CreateOptions withBlockSizeBytes(long value) {
        return new CreateOptions(overwrite, createParent, permission, replication, value, progress, favoredNodes);
    }

    public CreateOptions withProgress(LongConsumer value) {
        return new CreateOptions(overwrite, createParent, permission, replication, blockSizeBytes, value, favoredNodes);
    }

    public CreateOptions withFavoredNodes(List<String> value) {
        return new CreateOptions(overwrite, createParent, permission, replication, blockSizeBytes, progress, value);
    }
}
