package dev.cairnfs.datanode.volume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Puts files and directories on the disk of their volume. A sync that was tried and failed ends the use of the volume:
 * nobody knows what is on the disk then, and a second try would only seem to work. Any thread.
 */
final class VolumeSync {
    private final DiskSync disk;
    private final VolumeFaults faults;

    VolumeSync(DiskSync disk, VolumeFaults faults) {
        this.disk = disk;
        this.faults = faults;
    }

    void file(Volume volume, FileChannel file) throws IOException {
        try {
            disk.sync(file);
        } catch (IOException e) {
            throw faults.fail(volume, e);
        }
    }

    /** @throws FileSystemException when no descriptor was left, or the like: nothing was synced, and so nothing lost */
    void directory(Volume volume, Path directory) throws IOException {
        try {
            disk.syncDirectory(directory);
        } catch (FileSystemException notOpened) {
            throw notOpened;
        } catch (IOException e) {
            throw faults.fail(volume, e);
        }
    }
}
