package dev.cairnfs.datanode.volume;

import java.io.IOException;
import java.nio.file.FileSystemException;
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

    private final DiskSync disk;
    // Directories that exist, and whether their own entries are known to be on disk.
    private final Map<Path, Boolean> known = new ConcurrentHashMap<>();

    /** A sync that failed, other than for want of a file: what is on the disk is unknown. */
    static final class SyncFailedException extends IOException {
        private static final long serialVersionUID = 1L;

        SyncFailedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    FinishedDirectories(DiskSync disk) {
        this.disk = disk;
    }

    /** Moves both files, the meta file first: see {@link VolumeScan}. */
    void moveIn(ReplicaFiles written, ReplicaFiles finished, boolean sync) throws IOException {
        Path directory = Volume.parentOf(finished.data());
        prepare(directory, sync);
        Files.move(written.meta(), finished.meta(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(written.data(), finished.data(), StandardCopyOption.ATOMIC_MOVE);
        if (sync) {
            sync(directory);
        }
    }

    /** After a failed move: both files go back to where the table of replicas has them. */
    void moveBack(ReplicaFiles finished, ReplicaFiles written) {
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

    private void prepare(Path directory, boolean sync) throws IOException {
        Boolean synced = known.get(directory);
        if (synced != null && (synced || !sync)) {
            return;
        }
        Files.createDirectories(directory);
        if (sync) {
            Path parent = Volume.parentOf(directory);
            sync(parent);
            sync(Volume.parentOf(parent));
        }
        known.merge(directory, sync, Boolean::logicalOr);
    }

    /** @throws SyncFailedException when it was tried and failed */
    void sync(Path directory) throws IOException {
        try {
            disk.syncDirectory(directory);
        } catch (FileSystemException notOpened) {
            // No descriptor left, or the like: nothing was synced, and so nothing lost.
            throw notOpened;
        } catch (IOException e) {
            throw new SyncFailedException(e);
        }
    }
}
