package dev.cairnfs.datanode.volume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;

/** Both files of a replica, opened to be read and written. */
record OpenFiles(FileChannel data, FileChannel meta) implements Closeable {
    /** New files. Some that no replica in the table owns are left from a deletion that a crash cut short. */
    static OpenFiles create(ReplicaFiles files) throws IOException {
        return open(
                files,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Files that are there. */
    static OpenFiles existing(ReplicaFiles files) throws IOException {
        return open(files, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static OpenFiles open(ReplicaFiles files, OpenOption... options) throws IOException {
        FileChannel data = FileChannel.open(files.data(), options);
        try {
            return new OpenFiles(data, FileChannel.open(files.meta(), options));
        } catch (IOException e) {
            data.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            meta.close();
        }
    }
}
