package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.util.List;

/**
 * One directory, flat. The real one is {@link FileStorage}; {@link MemoryStorage} loses what was not synced, for tests
 * and the simulator. Creations, renames and deletions are durable only after {@link #sync}.
 */
public interface JournalStorage {
    /** Where it is, for messages to people. */
    String location();

    /** The file names, in name order. */
    List<String> list() throws IOException;

    /** Creates a file that must not exist. */
    JournalFile create(String name) throws IOException;

    /** Opens an existing file for reading and writing. */
    JournalFile open(String name) throws IOException;

    /** Renames atomically; replaces what stands at the destination. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes the directory's entries durable. */
    void sync() throws IOException;
}
