package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each directory of the journal the final segments that only others have. */
final class JournalRefill {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRefill.class);
    private static final int COPY_BYTES = 256 << 10;
    private static final String COPYING = ".copying";

    private JournalRefill() {}

    /**
     * Copies what is missing, from copies that are sound. A directory that cannot be written is left as it is.
     *
     * @return whether anything was copied
     */
    static boolean refill(SegmentCatalog catalog) {
        boolean changed = false;
        for (JournalStorage storage : catalog.storages()) {
            try {
                changed |= refill(storage, catalog);
            } catch (IOException e) {
                LOG.warn("Segments of the journal could not be copied to {}", storage.location(), e);
            }
        }
        return changed;
    }

    private static boolean refill(JournalStorage storage, SegmentCatalog catalog) throws IOException {
        TreeSet<String> there = new TreeSet<>(storage.list());
        for (String file : there) {
            if (file.endsWith(COPYING)) {
                storage.delete(file);
            }
        }
        boolean changed = false;
        for (List<SegmentCatalog.Copy> copies : catalog.copies().values()) {
            // One of its own that begins there, damaged or in progress, is for others to judge.
            boolean has = copies.stream().anyMatch(copy -> copy.storage() == storage);
            for (SegmentCatalog.Copy copy : copies) {
                if (!has && !copy.name().isInProgress() && isSound(copy)) {
                    copy(copy, storage);
                    has = true;
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean isSound(SegmentCatalog.Copy copy) {
        try (SegmentReader reader = SegmentReader.open(copy.storage(), copy.name())) {
            reader.readAll(Long.MAX_VALUE, null);
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "{} in {} is not copied: {}",
                    copy.name().fileName(),
                    copy.storage().location(),
                    e.toString());
            return false;
        }
    }

    private static void copy(SegmentCatalog.Copy from, JournalStorage to) throws IOException {
        String name = from.name().fileName();
        LOG.info("Copying {} from {} to {}", name, from.storage().location(), to.location());
        try (JournalFile source = from.storage().open(name);
                JournalFile target = to.create(name + COPYING)) {
            ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
            long position = 0;
            while (source.read(bytes, position) > 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    int written = target.write(bytes, position);
                    if (written <= 0) {
                        throw new IOException("could not write to " + to.location());
                    }
                    position += written;
                }
                bytes.clear();
            }
            target.force();
        }
        to.rename(name + COPYING, name);
        to.sync();
    }
}
