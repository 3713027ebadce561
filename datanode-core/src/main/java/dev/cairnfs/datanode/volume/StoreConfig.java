package dev.cairnfs.datanode.volume;

import java.util.List;

/**
 * How replicas are kept.
 *
 * @param failedVolumesTolerated with more failed volumes than this the DataNode must stop (HDFS: 0)
 * @param syncOnClose whether a replica is on disk, its directory entry included, before it counts as received
 * @param reservedBytes room on each volume that is left to others (HDFS: 0)
 */
public record StoreConfig(
        List<VolumeSpec> volumes,
        int failedVolumesTolerated,
        boolean syncOnClose,
        long reservedBytes,
        DiskSync diskSync,
        SpaceProbe spaceProbe) {
    public StoreConfig {
        volumes = List.copyOf(volumes);
        if (volumes.isEmpty()) {
            throw new IllegalArgumentException("a DataNode needs a volume");
        }
        if (failedVolumesTolerated < 0 || failedVolumesTolerated >= volumes.size()) {
            throw new IllegalArgumentException("failed volumes tolerated must be 0 to volumes - 1");
        }
    }

    /** The defaults over these volumes. */
    public static StoreConfig of(List<VolumeSpec> volumes) {
        return new StoreConfig(volumes, 0, true, 0, DiskSync.REAL, SpaceProbe.REAL);
    }
}
