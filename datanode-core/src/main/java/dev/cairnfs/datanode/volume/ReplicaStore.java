package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.datanode.replica.ReplicaTable;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All replicas of a DataNode: which there are, and their files. A lock guards the table of replicas and is never held
 * during I/O. Methods that touch files block; all may be called by any thread.
 */
public final class ReplicaStore implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ReplicaStore.class);

    private final StoreConfig config;
    private final StoreListener listener;
    private final VolumeSet volumes;
    private final VolumeWorkers workers = new VolumeWorkers();
    private final Object lock = new Object();
    // All three under the lock.
    private final ReplicaTable table = new ReplicaTable();
    private final Map<Long, ReplicaWriter> writers = new HashMap<>();
    private final Set<Long> deleting = new HashSet<>();
    private final FinishedDirectories finishedDirectories;
    private volatile StoreIdentity identity;

    private ReplicaStore(StoreConfig config, StoreListener listener, VolumeSet volumes, StoreIdentity identity) {
        this.config = config;
        this.listener = listener;
        this.volumes = volumes;
        this.identity = identity;
        this.finishedDirectories = new FinishedDirectories(config.diskSync());
    }

    /**
     * Locks the volumes and finds their replicas.
     *
     * @throws HdfsException ({@link ErrorCode#INCONSISTENT_STORAGE}, {@link ErrorCode#INCORRECT_VERSION}) when the volumes
     *     are in use, contradict each other, or have a layout that is not known
     */
    public static ReplicaStore open(StoreConfig config, StoreListener listener) throws IOException {
        VolumeSet volumes = VolumeSet.open(config);
        boolean complete = false;
        try {
            ReplicaStore store = new ReplicaStore(config, listener, volumes, volumes.readIdentity());
            if (store.identity.isFormatted()) {
                store.formatAndScan();
            }
            complete = true;
            return store;
        } finally {
            if (!complete) {
                volumes.close();
            }
        }
    }

    public StoreIdentity identity() {
        return identity;
    }

    /**
     * Joins the namespace: checks that it is the one of the VERSION files, or writes it into new volumes.
     *
     * @throws HdfsException ({@link ErrorCode#INCONSISTENT_STORAGE}) when the volumes belong to another cluster
     */
    public void attach(NamespaceInfo namespace) throws IOException {
        StoreIdentity own = identity;
        if (own.isFormatted()) {
            if (!own.clusterId().equals(namespace.clusterId())
                    || !own.blockPoolId().equals(namespace.blockPoolId())
                    || own.namespaceId() != namespace.namespaceId()) {
                throw new HdfsException(
                        ErrorCode.INCONSISTENT_STORAGE, "the NameNode is of " + namespace + ", the volumes of " + own);
            }
            return;
        }
        if (!own.clusterId().isEmpty() && !own.clusterId().equals(namespace.clusterId())) {
            throw new HdfsException(
                    ErrorCode.INCONSISTENT_STORAGE,
                    "the NameNode is of cluster " + namespace.clusterId() + ", the volumes of " + own.clusterId());
        }
        checkPoolId(namespace.blockPoolId());
        identity = new StoreIdentity(
                own.datanodeUuid(), namespace.clusterId(), namespace.blockPoolId(), namespace.namespaceId());
        formatAndScan();
    }

    /** The pool's id becomes the name of a directory. */
    private static void checkPoolId(String poolId) throws HdfsException {
        if (!poolId.startsWith("BP-") || poolId.contains("/") || poolId.indexOf('\0') >= 0) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "bad block pool id " + poolId);
        }
    }

    /** A volume that cannot be scanned counts as failed; what another one holds of its blocks is enough. */
    private void formatAndScan() throws IOException {
        for (Volume volume : volumes.usable()) {
            try {
                volume.format(identity);
                new VolumeScan(volume, layout(volume), this::restore).run();
            } catch (HdfsException inconsistent) {
                throw inconsistent;
            } catch (IOException e) {
                log.error("Volume {} cannot be used", volume, e);
                volume.fail(e.toString());
                synchronized (lock) {
                    table.removeVolume(volume.index());
                }
                volumes.requireEnough();
            }
        }
    }

    private BlockPoolLayout layout(Volume volume) {
        return volume.layout(identity.blockPoolId());
    }

    /** Of two replicas of a block the newer, then the longer one counts; the other is set aside. */
    private void restore(Replica found) {
        Replica other;
        synchronized (lock) {
            other = table.get(found.blockId());
            if (other == null || isBetter(found, other)) {
                table.restore(found);
            }
        }
        volumes.get(found.volume()).addUsed(found.block().numBytes());
        if (other != null) {
            setAside(isBetter(found, other) ? other : found);
        }
    }

    private static boolean isBetter(Replica a, Replica b) {
        if (a.block().generationStamp() != b.block().generationStamp()) {
            return a.block().generationStamp() > b.block().generationStamp();
        }
        if (a.state() != b.state()) {
            return a.state() == ReplicaState.FINALIZED;
        }
        return a.block().numBytes() > b.block().numBytes();
    }

    private void setAside(Replica duplicate) {
        ReplicaFiles files = files(duplicate);
        log.warn("{} is a second replica of {}; it is renamed", files.data(), duplicate.block());
        try {
            Files.move(files.data(), files.data().resolveSibling(files.data().getFileName() + ".duplicate"));
            Files.move(files.meta(), files.meta().resolveSibling(files.meta().getFileName() + ".duplicate"));
        } catch (IOException e) {
            log.warn("{} cannot be renamed", files.data(), e);
        }
    }

    private ReplicaFiles files(Replica replica) {
        BlockPoolLayout layout = layout(volumes.get(replica.volume()));
        Path directory = switch (replica.state()) {
            case FINALIZED -> layout.finalizedDirectory(replica.blockId());
            case RBW, RWR, RUR -> layout.rbw();
            case TEMPORARY -> layout.tmp();
        };
        return ReplicaFiles.in(directory, replica.blockId(), replica.block().generationStamp());
    }

    /**
     * Begins a replica.
     *
     * @param block its length is the room that is asked for
     * @param event {@link ReplicaEvent#CREATE_RBW} for a client, {@link ReplicaEvent#CREATE_TEMPORARY} for a copy
     * @param storageType the wanted storage type; empty for any
     * @throws HdfsException when the pool is wrong, the replica exists, or there is no room
     */
    public ReplicaWriter create(ExtendedBlock block, ReplicaEvent event, String storageType, DataChecksum checksum)
            throws IOException {
        checkPool(block);
        Volume volume = volumes.choose(storageType, Math.max(0, block.block().numBytes()));
        long blockId = block.block().blockId();
        synchronized (lock) {
            if (deleting.contains(blockId)) {
                throw new HdfsException(ErrorCode.IO, block + " is being deleted here");
            }
            table.create(block.block(), event, volume.index());
        }
        boolean opened = false;
        try {
            BlockPoolLayout layout = layout(volume);
            Path directory = event == ReplicaEvent.CREATE_TEMPORARY ? layout.tmp() : layout.rbw();
            ReplicaFiles files =
                    ReplicaFiles.in(directory, blockId, block.block().generationStamp());
            ReplicaWriter writer = ReplicaWriter.open(this, volume, block.block(), checksum, files);
            synchronized (lock) {
                writers.put(blockId, writer);
            }
            opened = true;
            if (event == ReplicaEvent.CREATE_RBW) {
                announce(volume, writer.block(), ReplicaChange.Kind.RECEIVING);
            }
            return writer;
        } catch (IOException e) {
            throw classify(volume, e);
        } finally {
            if (!opened) {
                forget(block.block());
            }
        }
    }

    private void forget(Block block) {
        synchronized (lock) {
            Replica replica = table.get(block.blockId());
            if (replica != null && replica.block().generationStamp() == block.generationStamp()) {
                try {
                    table.apply(replica.block(), ReplicaEvent.INVALIDATE);
                } catch (HdfsException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
    }

    private void checkPool(ExtendedBlock block) throws HdfsException {
        if (!block.poolId().equals(identity.blockPoolId())) {
            throw new HdfsException(ErrorCode.IO, "block pool " + block.poolId() + " is not served here");
        }
    }

    /** Moves a written replica to the finished ones. */
    Block finishReplica(ReplicaWriter writer, boolean sync) throws IOException {
        Block block = writer.block();
        Volume volume = writer.volume();
        Path directory = layout(volume).finalizedDirectory(block.blockId());
        ReplicaFiles finished = ReplicaFiles.in(directory, block.blockId(), block.generationStamp());
        try {
            finishedDirectories.moveIn(writer.files(), finished, sync);
        } catch (FinishedDirectories.SyncFailedException e) {
            throw volumeFault(volume, e);
        } catch (IOException e) {
            throw notFinished(writer, finished, e);
        }
        try {
            synchronized (lock) {
                writers.remove(block.blockId(), writer);
                table.apply(block, ReplicaEvent.FINALIZE);
            }
        } catch (HdfsException deletedMeanwhile) {
            delete(finished);
            throw deletedMeanwhile;
        }
        volume.addUsed(block.numBytes());
        announce(volume, block, ReplicaChange.Kind.RECEIVED);
        return block;
    }

    /** Whoever deletes a replica takes it out of the table before its files go, so the table tells why a move failed. */
    private IOException notFinished(ReplicaWriter writer, ReplicaFiles finished, IOException cause) throws IOException {
        boolean owned;
        synchronized (lock) {
            owned = writers.get(writer.block().blockId()) == writer;
        }
        if (!owned) {
            delete(finished);
            return new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, writer.block() + " was deleted before it was finished", cause);
        }
        IOException error = classify(writer.volume(), cause);
        finishedDirectories.moveBack(finished, writer.files());
        abandonReplica(writer);
        return error;
    }

    void abandonReplica(ReplicaWriter writer) throws IOException {
        Replica left = null;
        synchronized (lock) {
            if (!writers.remove(writer.block().blockId(), writer)) {
                return;
            }
            if (table.get(writer.block().blockId()) != null) {
                left = table.apply(writer.block(), ReplicaEvent.DISCONNECT);
            }
        }
        if (left == null) {
            delete(writer.files());
        }
    }

    /**
     * Opens a replica for reading.
     *
     * @param block its length is how much the reader knows of; a shorter replica is refused
     * @throws HdfsException when the pool is wrong, there is no such replica, it is older than asked for, or not readable
     */
    public ReplicaReader openForRead(ExtendedBlock block) throws IOException {
        checkPool(block);
        try {
            return openOnce(block);
        } catch (HdfsException e) {
            // It may have been finished between the look-up and the opening of its files.
            if (e.code() != ErrorCode.REPLICA_NOT_FOUND) {
                throw e;
            }
            return openOnce(block);
        }
    }

    private ReplicaReader openOnce(ExtendedBlock wanted) throws IOException {
        Replica replica;
        ReplicaWriter writer;
        synchronized (lock) {
            replica = table.require(wanted.block());
            writer = writers.get(replica.blockId());
        }
        if (replica.block().generationStamp() < wanted.block().generationStamp()) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, "the replica " + replica.block() + " is older than " + wanted.block());
        }
        if (replica.state() != ReplicaState.FINALIZED && replica.state() != ReplicaState.RBW) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, replica.block() + " in state " + replica.state() + " is not readable");
        }
        ReplicaWriter.Visible visible =
                writer == null ? new ReplicaWriter.Visible(replica.block().numBytes(), null) : writer.visible();
        if (visible.length() < wanted.block().numBytes()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    replica.block() + " has " + visible.length() + " bytes, not "
                            + wanted.block().numBytes());
        }
        Volume volume = volumes.get(replica.volume());
        Block readable = new Block(replica.blockId(), replica.block().generationStamp(), visible.length());
        try {
            return ReplicaReader.open(readable, volume.storageId(), files(replica), visible.lastChecksum());
        } catch (IOException e) {
            throw classify(volume, e);
        }
    }

    /** Opens a range of a replica whose bytes are verified before they are handed out. */
    public VerifiedReplicaReader openVerified(ExtendedBlock block, long offset, long length) throws IOException {
        ReplicaReader replica = openForRead(block);
        boolean opened = false;
        try {
            VerifiedReplicaReader reader = new VerifiedReplicaReader(replica, offset, length);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                replica.close();
            }
        }
    }

    /** Deletes replicas: at once for readers and reports, their files in the background. */
    public void invalidate(List<Block> blocks) {
        List<Replica> gone = new ArrayList<>();
        synchronized (lock) {
            for (Block block : blocks) {
                Replica replica = table.get(block.blockId());
                if (replica == null || replica.block().generationStamp() > block.generationStamp()) {
                    log.info("{} is to be deleted, but is not here", block);
                    continue;
                }
                forget(replica.block());
                ReplicaWriter writer = writers.remove(block.blockId());
                if (writer != null) {
                    writer.stop(new IOException("the replica was deleted"));
                }
                deleting.add(block.blockId());
                gone.add(replica);
            }
        }
        workers.delete(() -> gone.forEach(this::deleteInvalidated));
    }

    private void deleteInvalidated(Replica replica) {
        Volume volume = volumes.get(replica.volume());
        delete(files(replica));
        if (replica.state() == ReplicaState.FINALIZED) {
            volume.addUsed(-replica.block().numBytes());
        }
        synchronized (lock) {
            deleting.remove(replica.blockId());
        }
        announce(volume, replica.block(), ReplicaChange.Kind.DELETED);
    }

    private static void delete(ReplicaFiles files) {
        try {
            Files.deleteIfExists(files.data());
            Files.deleteIfExists(files.meta());
        } catch (IOException e) {
            // The replica is in no report any more; the next start finds the files and the NameNode asks again.
            log.warn("{} cannot be deleted", files.data(), e);
        }
    }

    private void announce(Volume volume, Block block, ReplicaChange.Kind kind) {
        listener.replicaChanged(new ReplicaChange(volume.storageId(), block, kind));
    }

    /** The replicas of each usable storage, as a full block report lists them. */
    public Map<String, List<ReportedReplica>> fullReports() {
        Map<String, List<ReportedReplica>> reports = new LinkedHashMap<>();
        volumes.usable().forEach(volume -> reports.put(volume.storageId(), new ArrayList<>()));
        synchronized (lock) {
            table.forEach(replica -> {
                List<ReportedReplica> report =
                        reports.get(volumes.get(replica.volume()).storageId());
                if (report != null && replica.state() != ReplicaState.TEMPORARY) {
                    ReplicaWriter writer = writers.get(replica.blockId());
                    report.add(new ReportedReplica(
                            writer == null ? replica.block() : withLength(replica.block(), writer), replica.state()));
                }
            });
        }
        return reports;
    }

    private static Block withLength(Block block, ReplicaWriter writer) {
        return new Block(
                block.blockId(), block.generationStamp(), writer.visible().length());
    }

    /** How a replica stands now; null when there is none. */
    public @Nullable Replica lookUp(long blockId) {
        synchronized (lock) {
            return table.get(blockId);
        }
    }

    /** Replicas of all states. */
    public int replicaCount() {
        synchronized (lock) {
            return table.size();
        }
    }

    public List<StorageInfo> storages() {
        return volumes.infos();
    }

    public int failedVolumes() {
        return volumes.failedCount();
    }

    StoreConfig config() {
        return config;
    }

    boolean runWriteback(Runnable task) {
        return workers.writeback(task);
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
            return volumeFault(volume, error);
        }
        return error;
    }

    /** Takes a volume out of use for good. After a failed sync nobody knows what is on it. */
    IOException volumeFault(Volume volume, IOException cause) {
        HdfsException error = new HdfsException(ErrorCode.IO, "volume " + volume + " failed: " + cause, cause);
        if (volume.fail(cause.toString())) {
            log.error("Volume {} failed and is used no more", volume, cause);
            synchronized (lock) {
                table.removeVolume(volume.index());
                writers.values().removeIf(writer -> {
                    boolean affected = writer.volume() == volume;
                    if (affected) {
                        writer.stop(error);
                    }
                    return affected;
                });
            }
            listener.volumeFailed(volume.storageId(), cause.toString(), volumes.tooManyFailed());
        }
        return error;
    }

    /** Lets deletions end and unlocks the volumes. Replicas that are being written stay as they are. */
    @Override
    public void close() throws IOException {
        workers.close();
        volumes.close();
    }
}
