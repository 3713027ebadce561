package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link JournalStorage}. Not thread-safe. */
public interface JournalFile extends AutoCloseable {
    /**
     * Writes at the position.
     *
     * @return the bytes written; fewer than asked when the disk is about to be full
     */
    int write(ByteBuffer bytes, long position) throws IOException;

    /**
     * Reads at the position.
     *
     * @return the bytes read, or -1 at the end of the file
     */
    int read(ByteBuffer into, long position) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Makes content and size durable. After a failure nothing may be assumed about either: never try it again. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
