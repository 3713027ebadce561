package dev.cairnfs.datanode.volume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How data gets from the page cache to the disk; tests put a failing one in its place. */
public interface DiskSync {
    /** fdatasync and fsync of the operating system. */
    DiskSync REAL = new DiskSync() {
        @Override
        public void sync(FileChannel file) throws IOException {
            file.force(false);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** Returns when the file's content and length are on disk. After a failure the content must be taken for lost. */
    void sync(FileChannel file) throws IOException;

    /** Returns when the directory's entries are on disk. */
    void syncDirectory(Path directory) throws IOException;
}
