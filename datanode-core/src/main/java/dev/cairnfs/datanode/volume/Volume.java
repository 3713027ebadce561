package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.model.StorageInfo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One directory of replicas, locked for this process. Once failed it stays failed: nothing is read from or written to it
 * until the DataNode is started again. Any thread.
 */
final class Volume {
    private final int index;
    private final VolumeSpec spec;
    private final StoreConfig config;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong reservedForWriters = new AtomicLong();
    private final AtomicLong lastCapacity = new AtomicLong();

    private volatile String storageId;
    private volatile @Nullable String failure;
    // How many directories, counted upwards from the volume's, did not exist before.
    private int madeLevels;
    private @Nullable FileChannel lockFile;
    private Map<String, String> version = Map.of();

    private Volume(int index, VolumeSpec spec, StoreConfig config) {
        this.index = index;
        this.spec = spec;
        this.config = config;
        this.storageId = "DS-" + UUID.randomUUID();
    }

    /** Locks the directory and reads its VERSION, when it has one. A volume that cannot be used comes back failed. */
    static Volume open(int index, VolumeSpec spec, StoreConfig config) throws IOException {
        Volume volume = new Volume(index, spec, config);
        try {
            volume.madeLevels = missingLevels(spec.directory());
            Files.createDirectories(spec.directory());
        } catch (IOException e) {
            volume.fail(e.toString());
            return volume;
        }
        volume.lock();
        Path file = volume.versionFile();
        if (Files.exists(file)) {
            volume.version = VersionFile.read(file);
            volume.storageId = VersionFile.require(volume.version, "storageID", file);
        }
        return volume;
    }

    private static int missingLevels(Path directory) {
        int missing = 0;
        for (Path at = directory.toAbsolutePath(); at != null && Files.notExists(at); at = at.getParent()) {
            missing++;
        }
        return missing;
    }

    private void lock() throws IOException {
        Path file = directory().resolve("in_use.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            throw VersionFile.inconsistent(file, "is held by this process already");
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw VersionFile.inconsistent(file, "is held by another DataNode");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(
                Long.toString(ProcessHandle.current().pid())));
        lockFile = channel;
    }

    /** Writes both VERSION files and makes the directories of the pool; a volume that has them keeps them. */
    void format(StoreIdentity identity) throws IOException {
        BlockPoolLayout layout = layout(identity.blockPoolId());
        for (Path directory : new Path[] {layout.finalized(), layout.rbw(), layout.tmp()}) {
            Files.createDirectories(directory);
        }
        DiskSync sync = config.diskSync();
        if (!Files.exists(layout.current().resolve("VERSION"))) {
            VersionFile.write(
                    layout.current().resolve("VERSION"),
                    Map.of(
                            "namespaceID", Integer.toString(identity.namespaceId()),
                            "cTime", "0",
                            "blockpoolID", identity.blockPoolId()),
                    sync);
        }
        sync.syncDirectory(layout.pool());
        boolean isNew = !isFormatted();
        if (isNew) {
            version = Map.of(
                    "storageID",
                    storageId,
                    "clusterID",
                    identity.clusterId(),
                    "cTime",
                    "0",
                    "datanodeUuid",
                    identity.datanodeUuid(),
                    "storageType",
                    "DATA_NODE");
            VersionFile.write(versionFile(), version, sync);
        }
        sync.syncDirectory(directory().resolve("current"));
        sync.syncDirectory(directory());
        if (isNew) {
            syncParents();
        }
    }

    /** A new volume is only there to stay when its own name is on disk, and the names of directories made for it. */
    private void syncParents() throws IOException {
        Path parent = directory().toAbsolutePath().getParent();
        // At least one: a start before this one may have made the directory and come no further.
        for (int level = 0; parent != null && level < Math.max(1, madeLevels); level++) {
            config.diskSync().syncDirectory(parent);
            parent = parent.getParent();
        }
    }

    boolean isFormatted() {
        return !version.isEmpty();
    }

    /** A value of the volume's VERSION, which must be there. */
    String versionValue(String key) throws IOException {
        return VersionFile.require(version, key, versionFile());
    }

    Path versionFile() {
        return directory().resolve("current").resolve("VERSION");
    }

    int index() {
        return index;
    }

    String storageId() {
        return storageId;
    }

    String storageType() {
        return spec.storageType();
    }

    Path directory() {
        return spec.directory();
    }

    BlockPoolLayout layout(String poolId) {
        return BlockPoolLayout.of(directory(), poolId);
    }

    boolean isFailed() {
        return failure != null;
    }

    /** Marks the volume as failed; false when it was already. */
    synchronized boolean fail(String reason) {
        if (failure != null) {
            return false;
        }
        failure = reason;
        return true;
    }

    void addUsed(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    void reserve(long bytes) {
        reservedForWriters.addAndGet(bytes);
    }

    /** Bytes that a new replica may take. */
    long availableBytes() throws IOException {
        SpaceProbe.Space space = config.spaceProbe().probe(directory());
        return Math.max(0, space.usableBytes() - config.reservedBytes() - reservedForWriters.get());
    }

    StorageInfo info() {
        if (isFailed()) {
            return new StorageInfo(storageId, storageType(), true, lastCapacity.get(), 0, 0, 0, 0);
        }
        long capacity;
        long remaining;
        try {
            SpaceProbe.Space space = config.spaceProbe().probe(directory());
            capacity = Math.max(0, space.totalBytes() - config.reservedBytes());
            remaining = Math.max(0, space.usableBytes() - config.reservedBytes() - reservedForWriters.get());
        } catch (IOException unreadable) {
            capacity = lastCapacity.get();
            remaining = 0;
        }
        lastCapacity.set(capacity);
        long used = usedBytes.get();
        long nonDfs = Math.max(0, capacity - used - remaining);
        return new StorageInfo(storageId, storageType(), false, capacity, used, remaining, used, nonDfs);
    }

    void close() throws IOException {
        FileChannel held = lockFile;
        if (held != null) {
            held.truncate(0);
            held.close();
        }
    }

    static Path parentOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    @Override
    public String toString() {
        return directory() + " (" + storageId + ")";
    }
}
