package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.StorageInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The volumes of a DataNode: opened together, because they must agree on who the DataNode is. Any thread. */
final class VolumeSet {
    private final List<Volume> volumes;
    private final int failedTolerated;
    private final AtomicInteger next = new AtomicInteger();

    private VolumeSet(List<Volume> volumes, int failedTolerated) {
        this.volumes = volumes;
        this.failedTolerated = failedTolerated;
    }

    static VolumeSet open(StoreConfig config) throws IOException {
        List<Volume> opened = new ArrayList<>();
        VolumeSet set = new VolumeSet(opened, config.failedVolumesTolerated());
        boolean complete = false;
        try {
            for (VolumeSpec spec : config.volumes()) {
                opened.add(Volume.open(opened.size(), spec, config));
            }
            set.requireEnough();
            complete = true;
            return set;
        } finally {
            if (!complete) {
                set.close();
            }
        }
    }

    List<Volume> all() {
        return volumes;
    }

    Volume get(int index) {
        return volumes.get(index);
    }

    List<Volume> usable() {
        return volumes.stream().filter(volume -> !volume.isFailed()).toList();
    }

    int failedCount() {
        return volumes.size() - usable().size();
    }

    boolean tooManyFailed() {
        return failedCount() > failedTolerated;
    }

    /** @throws HdfsException ({@link ErrorCode#INCONSISTENT_STORAGE}) when more have failed than are tolerated */
    void requireEnough() throws HdfsException {
        if (tooManyFailed()) {
            throw new HdfsException(ErrorCode.INCONSISTENT_STORAGE, failedCount() + " of the volumes cannot be used");
        }
    }

    List<StorageInfo> infos() {
        return volumes.stream().map(Volume::info).toList();
    }

    /**
     * The volume for a new replica: round robin over those that have room, of the wanted type if there are any.
     *
     * @param storageType empty for any
     * @throws HdfsException ({@link ErrorCode#DISK_OUT_OF_SPACE}) when none has room
     */
    Volume choose(String storageType, long bytes) throws IOException {
        List<Volume> usable = usable();
        List<Volume> wanted = usable.stream()
                .filter(volume -> volume.storageType().equals(storageType))
                .toList();
        List<Volume> candidates = wanted.isEmpty() ? usable : wanted;
        int start = next.get();
        for (int i = 0; i < candidates.size(); i++) {
            Volume volume = candidates.get((start + i) % candidates.size());
            if (volume.availableBytes() > bytes) {
                next.set((start + i + 1) % candidates.size());
                return volume;
            }
        }
        throw new HdfsException(ErrorCode.DISK_OUT_OF_SPACE, "no volume has " + bytes + " bytes left");
    }

    /**
     * Reads who we are from the VERSION files; a new id where there are none.
     *
     * @throws HdfsException ({@link ErrorCode#INCONSISTENT_STORAGE}) when they contradict each other
     */
    StoreIdentity readIdentity() throws IOException {
        StoreIdentity identity = null;
        for (Volume volume : usable()) {
            if (!volume.isFormatted()) {
                continue;
            }
            StoreIdentity own = readIdentity(volume);
            if (identity == null || !identity.isFormatted()) {
                identity = own;
            } else if (own.isFormatted() && !own.equals(identity)) {
                throw VersionFile.inconsistent(volume.versionFile(), "says " + own + ", another volume " + identity);
            }
        }
        return identity != null ? identity : new StoreIdentity(UUID.randomUUID().toString(), "", "", 0);
    }

    private static StoreIdentity readIdentity(Volume volume) throws IOException {
        String uuid = volume.versionValue("datanodeUuid");
        String cluster = volume.versionValue("clusterID");
        List<Path> pools = new ArrayList<>();
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(volume.directory().resolve("current"), "BP-*")) {
            stream.forEach(pools::add);
        }
        if (pools.isEmpty()) {
            return new StoreIdentity(uuid, cluster, "", 0);
        }
        if (pools.size() > 1) {
            throw VersionFile.inconsistent(volume.directory(), "holds more than one block pool");
        }
        Path file = pools.get(0).resolve("current").resolve("VERSION");
        if (!Files.exists(file)) {
            return new StoreIdentity(uuid, cluster, "", 0);
        }
        Map<String, String> version = VersionFile.read(file);
        return new StoreIdentity(
                uuid,
                cluster,
                VersionFile.require(version, "blockpoolID", file),
                Integer.parseInt(VersionFile.require(version, "namespaceID", file)));
    }

    void close() throws IOException {
        for (Volume volume : volumes) {
            volume.close();
        }
    }
}
