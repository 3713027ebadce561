package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Small files that are replaced as a whole: after a crash the old content or the new one is there. */
public final class SmallFile {
    private static final int SIZE_MAX_BYTES = 16 << 20;

    private SmallFile() {}

    /** Replaces the file's content durably. */
    public static void replace(JournalStorage storage, String name, byte[] content) throws IOException {
        String temporary = name + ".tmp";
        if (storage.list().contains(temporary)) {
            storage.delete(temporary);
        }
        try (JournalFile file = storage.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                if (file.write(bytes, bytes.position()) <= 0) {
                    throw new IOException("could not write " + storage.location() + "/" + temporary);
                }
            }
            file.force();
        }
        storage.rename(temporary, name);
        storage.sync();
    }

    /** The file's whole content. */
    public static byte[] read(JournalStorage storage, String name) throws IOException {
        try (JournalFile file = storage.open(name)) {
            long size = file.size();
            if (size > SIZE_MAX_BYTES) {
                throw new IOException(storage.location() + "/" + name + " is too long: " + size + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining()) {
                if (file.read(bytes, bytes.position()) < 0) {
                    throw new IOException(storage.location() + "/" + name + " became shorter while it was read");
                }
            }
            return bytes.array();
        }
    }
}
