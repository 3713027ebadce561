package dev.cairnfs.namenode.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much can still be written. */
@FunctionalInterface
interface SpaceProbe {
    /** Asks the file system. */
    SpaceProbe SYSTEM = directory -> Files.getFileStore(directory).getUsableSpace();

    /** Bytes that this process can still write below the directory. */
    long usableBytes(Path directory) throws IOException;
}
