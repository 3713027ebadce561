package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorts I/O errors, and takes volumes out of use. Any thread. */
final class VolumeFaults {
    private static final Logger log = LoggerFactory.getLogger(VolumeFaults.class);

    private final VolumeSet volumes;
    private final ReplicaMap map;
    private final StoreListener listener;

    VolumeFaults(VolumeSet volumes, ReplicaMap map, StoreListener listener) {
        this.volumes = volumes;
        this.map = map;
        this.listener = listener;
    }

    /** Sorts an I/O error: a full disk is the writer's trouble, a broken one the volume's. */
    IOException classify(Volume volume, IOException error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof HdfsException) {
            return error;
        }
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return new HdfsException(ErrorCode.DISK_OUT_OF_SPACE, volume + " is full", error);
        }
        if (message.contains("Input/output error") || message.contains("Read-only file system")) {
            return fail(volume, error);
        }
        return error;
    }

    /** Takes a volume out of use for good. After a failed sync nobody knows what is on it. */
    IOException fail(Volume volume, IOException cause) {
        HdfsException error = new HdfsException(ErrorCode.IO, "volume " + volume + " failed: " + cause, cause);
        if (volume.fail(cause.toString())) {
            log.error("Volume {} failed and is used no more", volume, cause);
            map.removeVolume(volume, error);
            listener.volumeFailed(volume.storageId(), cause.toString(), volumes.tooManyFailed());
        }
        return error;
    }
}
