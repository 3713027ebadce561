package dev.cairnfs.datanode.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves replicas into the directories of finished ones, which it makes where they are missing. Thread-safe. */
final class FinishedDirectories {
    private static final Logger log = LoggerFactory.getLogger(FinishedDirectories.class);

    private final VolumeSync sync;
    // Directories that exist, and whether their own entries are known to be on disk.
    private final Map<Path, Boolean> known = new ConcurrentHashMap<>();

    FinishedDirectories(VolumeSync sync) {
        this.sync = sync;
    }

    /** Moves both files, the meta file first: see {@link VolumeScan}. */
    void moveIn(Volume volume, ReplicaFiles written, ReplicaFiles finished, boolean mustSync) throws IOException {
        Path directory = Volume.parentOf(finished.data());
        prepare(volume, directory, mustSync);
        Files.move(written.meta(), finished.meta(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(written.data(), finished.data(), StandardCopyOption.ATOMIC_MOVE);
        if (mustSync) {
            sync.directory(volume, directory);
        }
    }

    /** After a failed move: both files go back to where the table of replicas has them. */
    static void moveBack(ReplicaFiles finished, ReplicaFiles written) {
        try {
            if (Files.exists(finished.data())) {
                Files.move(finished.data(), written.data(), StandardCopyOption.ATOMIC_MOVE);
            }
            if (Files.exists(finished.meta())) {
                Files.move(finished.meta(), written.meta(), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // The replica cannot be read until the next start's scan has found its files.
            log.warn("{} cannot be moved back", finished.data(), e);
        }
    }

    private void prepare(Volume volume, Path directory, boolean mustSync) throws IOException {
        Boolean synced = known.get(directory);
        if (synced != null && (synced || !mustSync)) {
            return;
        }
        Files.createDirectories(directory);
        if (mustSync) {
            Path parent = Volume.parentOf(directory);
            sync.directory(volume, parent);
            sync.directory(volume, Volume.parentOf(parent));
        }
        known.merge(directory, mustSync, Boolean::logicalOr);
    }
}
