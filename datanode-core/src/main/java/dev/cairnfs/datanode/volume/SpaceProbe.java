package dev.cairnfs.datanode.volume;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** How much room a volume has; tests put a fixed one in its place. */
@FunctionalInterface
public interface SpaceProbe {
    /** Asks the file system that holds the volume. */
    SpaceProbe REAL = directory -> {
        // Not by a FileStore: that one reads the table of mounts each time.
        File file = directory.toFile();
        Space space = new Space(file.getTotalSpace(), file.getUsableSpace());
        if (space.totalBytes() == 0) {
            throw new IOException("no size of " + directory);
        }
        return space;
    };

    Space probe(Path directory) throws IOException;

    /** Total and free bytes of a file system. */
    record Space(long totalBytes, long usableBytes) {}
}
