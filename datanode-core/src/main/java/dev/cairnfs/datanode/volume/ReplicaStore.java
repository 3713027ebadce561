package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All replicas of a DataNode: which there are, and their files. Methods that touch files block; all may be called by any
 * thread.
 */
public final class ReplicaStore implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ReplicaStore.class);

    private final StoreConfig config;
    private final StoreListener listener;
    private final VolumeSet volumes;
    private final VolumeWorkers workers = new VolumeWorkers();
    private final ReplicaMap map = new ReplicaMap();
    private final VolumeFaults faults;
    private final LostReplicas lost;
    private final ReplicaReads reads;
    private final VolumeSync sync;
    private final FinishedDirectories finishedDirectories;
    private final ReplicaReopener reopener;
    private final ReplicaRecoveries recoveries;
    private volatile StoreIdentity identity;

    private ReplicaStore(StoreConfig config, StoreListener listener, VolumeSet volumes, StoreIdentity identity) {
        this.config = config;
        this.listener = listener;
        this.volumes = volumes;
        this.identity = identity;
        this.faults = new VolumeFaults(volumes, map, listener);
        this.lost = new LostReplicas(map, volumes, faults, listener);
        this.reads = new ReplicaReads(map, volumes, faults, lost);
        this.sync = new VolumeSync(config.diskSync(), faults);
        this.finishedDirectories = new FinishedDirectories(sync);
        this.reopener = new ReplicaReopener(this, map, volumes, faults, lost);
        this.recoveries = new ReplicaRecoveries(
                this, map, new ReplicaCutter(map, volumes, faults, finishedDirectories, sync, listener));
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
                new StoreStart(volumes, store.map, store.identity).formatAndScan();
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
        StoreIdentity joined = new StoreIdentity(
                own.datanodeUuid(), namespace.clusterId(), namespace.blockPoolId(), namespace.namespaceId());
        new StoreStart(volumes, map, joined).formatAndScan();
        // Only now is the pool served: a scan must not meet replicas that are just being written.
        identity = joined;
    }

    /** The pool's id becomes the name of a directory. */
    private static void checkPoolId(String poolId) throws HdfsException {
        if (!poolId.startsWith("BP-") || poolId.contains("/") || poolId.indexOf('\0') >= 0) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "bad block pool id " + poolId);
        }
    }

    BlockPoolLayout layout(Volume volume) {
        return volume.layout(identity.blockPoolId());
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
        map.create(block, event, volume.index());
        boolean opened = false;
        try {
            BlockPoolLayout layout = layout(volume);
            Path directory = event == ReplicaEvent.CREATE_TEMPORARY ? layout.tmp() : layout.rbw();
            ReplicaFiles files =
                    ReplicaFiles.in(directory, blockId, block.block().generationStamp());
            ReplicaWriter writer = ReplicaWriter.open(this, volume, block.block(), checksum, files);
            map.opened(writer);
            opened = true;
            if (event != ReplicaEvent.CREATE_TEMPORARY) {
                announce(volume, writer.block(), ReplicaChange.Kind.RECEIVING);
            }
            return writer;
        } catch (IOException e) {
            throw faults.classify(volume, e);
        } finally {
            if (!opened) {
                map.forget(block.block());
            }
        }
    }

    void checkPool(ExtendedBlock block) throws HdfsException {
        if (!block.poolId().equals(identity.blockPoolId())) {
            throw new HdfsException(ErrorCode.IO, "block pool " + block.poolId() + " is not served here");
        }
    }

    /**
     * Goes on with a replica that is there: it becomes RBW, if it is not, and gets its new generation stamp. Whatever
     * interrupts this, a start finds the replica as it was or waiting to be recovered, with all its bytes.
     *
     * @param checksum how the writer sums; the replica stays summed as it is
     * @throws HdfsException when the request does not fit the replica; then nothing has changed
     */
    public ReplicaWriter reopen(ReopenRequest request, DataChecksum checksum) throws IOException {
        return reopener.reopen(request, checksum);
    }

    /**
     * Finishes a replica for a writer that has written all of it ({@link ReplicaEvent#RECOVER_CLOSE}).
     *
     * @throws HdfsException when the request does not fit the replica; then nothing has changed
     */
    public Block recoverClose(ReopenRequest request) throws IOException {
        return reopener.recoverClose(request);
    }

    /** A copy of a replica that is being written has come. */
    void convertReplica(ReplicaWriter writer) throws IOException {
        Volume volume = writer.volume();
        ReplicaFiles rbw = ReplicaFiles.in(
                layout(volume).rbw(), writer.block().blockId(), writer.block().generationStamp());
        try {
            Files.move(writer.files().meta(), rbw.meta(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(writer.files().data(), rbw.data(), StandardCopyOption.ATOMIC_MOVE);
            sync.directory(volume, layout(volume).rbw());
            map.convert(writer);
        } catch (IOException e) {
            if (!volume.isFailed()) {
                delete(rbw);
            }
            abandonReplica(writer);
            throw faults.classify(volume, e);
        }
    }

    /** Moves a written replica to the finished ones. */
    Block finishReplica(ReplicaWriter writer, boolean mustSync) throws IOException {
        Block block = writer.block();
        Volume volume = writer.volume();
        ReplicaFiles finished = layout(volume).finishedFiles(block);
        try {
            finishedDirectories.moveIn(volume, writer.files(), finished, mustSync);
        } catch (IOException e) {
            throw notFinished(writer, finished, e);
        }
        try {
            map.finish(writer);
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
        if (writer.volume().isFailed()) {
            return cause;
        }
        if (!map.isOwned(writer)) {
            delete(finished);
            return new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, writer.block() + " was deleted before it was finished", cause);
        }
        IOException error = faults.classify(writer.volume(), cause);
        FinishedDirectories.moveBack(finished, writer.files());
        abandonReplica(writer);
        return error;
    }

    void abandonReplica(ReplicaWriter writer) throws IOException {
        if (map.abandon(writer)) {
            delete(writer.files());
        }
    }

    /**
     * Makes whoever writes the replica of a block end, in order: what it has received is written, its connection is
     * closed. Nobody is hindered from becoming the next writer meanwhile. Never blocks.
     *
     * @return done once that writer touches the replica no more, or at once when there is none; completed by a thread that
     *     does file work, perhaps never when its disk hangs
     */
    public CompletableFuture<Void> stopWriter(long blockId) {
        return map.stopWriter(blockId);
    }

    /**
     * As {@link #stopWriter}, for the writer whose replica a request is about.
     *
     * @throws HdfsException when the request's state or generation stamp does not fit the replica: its writer goes on
     */
    public CompletableFuture<Void> stopWriterFor(ReopenRequest request) throws HdfsException {
        checkPool(request.block());
        return map.stopWriterFor(request);
    }

    /** As {@link #stopWriter}, for the writer of an unfinished replica that is older than a copy that is to come. */
    public CompletableFuture<Void> stopOlderWriter(ExtendedBlock copy) throws HdfsException {
        checkPool(copy);
        return map.stopOlderWriter(copy.block());
    }

    /**
     * Deletes an unfinished replica that is older than a copy that is to come: this DataNode has left the block's pipeline,
     * and comes back into it.
     */
    public void discardOlder(ExtendedBlock copy) throws HdfsException {
        checkPool(copy);
        Replica older = map.takeOlder(copy.block());
        if (older != null) {
            log.info("{} makes room for a copy of {}", older.block(), copy);
            deleteInvalidated(older);
        }
    }

    void acknowledged(ReplicaWriter writer) {
        map.acknowledged(writer);
    }

    /**
     * Stops the writer of a replica, as {@link #stopWriter} does, and begins its recovery, in place of any older one.
     * Blocks until the writer has ended: must not be called by a thread that does a writer's file work.
     *
     * @param block as the NameNode has it
     * @param recoveryId the generation stamp that the replica is to get
     * @return null when there is no replica
     * @throws HdfsException {@link ErrorCode#RECOVERY_IN_PROGRESS} when a newer recovery is under way,
     *     {@link ErrorCode#REPLICA_NOT_FOUND} when the replica is older than the block; otherwise when it cannot be had
     */
    public @Nullable ReplicaRecoveryInfo initReplicaRecovery(ExtendedBlock block, long recoveryId) throws IOException {
        checkPool(block);
        return recoveries.begin(block, recoveryId);
    }

    /**
     * Ends the recovery of a replica: it gets the recovery's id for its generation stamp and is finished with this length,
     * or copied so far. All of it is on disk then.
     *
     * @param told the replica as {@link #initReplicaRecovery} told it
     * @param newBlockId the replica's block; another one for a copy, which leaves the replica as it was
     * @return the storage that holds it
     * @throws HdfsException when this is not the recovery that has the replica, or it has not that many bytes
     */
    public String updateReplicaUnderRecovery(ExtendedBlock told, long recoveryId, long newBlockId, long newLength)
            throws IOException {
        checkPool(told);
        return recoveries.update(told, recoveryId, newBlockId, newLength);
    }

    /**
     * How many bytes of a replica readers may see: all of a finished one; of one that is being written those that every
     * DataNode of the pipeline from here on has acknowledged.
     *
     * @throws HdfsException {@link ErrorCode#REPLICA_NOT_FOUND} when there is no replica of the block; otherwise when the
     *     pool is wrong, the replica is older than asked for, or not readable
     */
    public long visibleLength(ExtendedBlock block) throws HdfsException {
        checkPool(block);
        return reads.visibleLength(block.block());
    }

    /**
     * Opens a replica for reading.
     *
     * @param block its length is how much the reader knows of: that much may be read of a replica that is being written,
     *     or what is visible, if that is more; a shorter replica is refused
     * @throws HdfsException when the pool is wrong, there is no such replica, it is older than asked for, or not readable
     */
    public ReplicaReader openForRead(ExtendedBlock block) throws IOException {
        checkPool(block);
        return reads.open(block);
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

    /**
     * Opens a replica to be copied to another DataNode.
     *
     * @param unfinished whether one that is being written will do; its writer must have been stopped. Of it is copied what
     *     agrees with its checksums, which is at least what was acknowledged
     * @throws HdfsException when the pool is wrong, there is no such replica, or it is older than asked for
     */
    public CopySource openForCopy(ExtendedBlock block, boolean unfinished) throws IOException {
        checkPool(block);
        return reads.openForCopy(block, unfinished);
    }

    /** Deletes replicas: at once for readers and reports, their files in the background. */
    public void invalidate(List<Block> blocks) {
        List<Replica> gone = map.invalidate(blocks);
        workers.delete(() -> gone.forEach(this::deleteInvalidated));
    }

    /** Deletes a replica before it returns. */
    void invalidateNow(Block block) {
        map.invalidate(List.of(block)).forEach(this::deleteInvalidated);
    }

    private void deleteInvalidated(Replica replica) {
        Volume volume = volumes.get(replica.volume());
        delete(layout(volume).files(replica));
        if (replica.state() == ReplicaState.FINALIZED || replica.state() == ReplicaState.RWR) {
            volume.addUsed(-replica.block().numBytes());
        }
        map.deleted(replica.blockId());
        announce(volume, replica.block(), ReplicaChange.Kind.DELETED);
    }

    static void delete(ReplicaFiles files) {
        try {
            Files.deleteIfExists(files.data());
            Files.deleteIfExists(files.meta());
        } catch (IOException e) {
            // The replica is in no report any more; the next start finds the files and the NameNode asks again.
            log.warn("{} cannot be deleted", files.data(), e);
        }
    }

    void announce(Volume volume, Block block, ReplicaChange.Kind kind) {
        listener.replicaChanged(new ReplicaChange(volume.storageId(), block, kind));
    }

    /** The replicas of each usable storage, as a full block report lists them. */
    public Map<String, List<ReportedReplica>> fullReports() {
        Map<String, List<ReportedReplica>> reports = new LinkedHashMap<>();
        volumes.usable().forEach(volume -> reports.put(volume.storageId(), new ArrayList<>()));
        map.forEach(replica -> {
            List<ReportedReplica> report =
                    reports.get(volumes.get(replica.volume()).storageId());
            if (report != null && replica.state() != ReplicaState.TEMPORARY) {
                report.add(new ReportedReplica(replica.block(), replica.state()));
            }
        });
        return reports;
    }

    /**
     * Looks in the background whether the files of all finished replicas are still there; not when such a look is under
     * way. Of what is gone the listener hears.
     */
    public void lookForLostReplicas() {
        workers.scan(() -> lost.scan(identity.blockPoolId()));
    }

    /** How a replica stands now; null when there is none. */
    public @Nullable Replica lookUp(long blockId) {
        return map.lookUp(blockId);
    }

    /** Replicas of all states. */
    public int replicaCount() {
        return map.size();
    }

    public List<StorageInfo> storages() {
        return volumes.infos();
    }

    public int failedVolumes() {
        return volumes.failedCount();
    }

    String storageType(Replica replica) {
        return volumes.get(replica.volume()).storageType();
    }

    StoreConfig config() {
        return config;
    }

    boolean runWriteback(Runnable task) {
        return workers.writeback(task);
    }

    /** See {@link VolumeFaults#classify}. */
    IOException classify(Volume volume, IOException error) {
        return faults.classify(volume, error);
    }

    /** See {@link VolumeFaults#fail}. */
    VolumeSync sync() {
        return sync;
    }

    IOException volumeFault(Volume volume, IOException cause) {
        return faults.fail(volume, cause);
    }

    /**
     * Marks the replicas whose writers have ended because this DataNode is about to stop: the next start takes them as
     * they are now. What they hold is put on disk before.
     */
    public void markForRestart() {
        for (ReplicaMap.Found found : map.unfinished()) {
            Volume volume = volumes.get(found.replica().volume());
            BlockPoolLayout layout = layout(volume);
            Block block = new Block(
                    found.replica().blockId(),
                    found.replica().block().generationStamp(),
                    found.written().length());
            try (OpenFiles files = OpenFiles.existing(layout.files(found.replica()))) {
                config.diskSync().sync(files.data());
                config.diskSync().sync(files.meta());
                RestartMarks.write(layout.rbw(), block, found.visibleLength());
            } catch (IOException e) {
                // Then it waits to be recovered.
                log.warn("{} cannot be marked", block, faults.classify(volume, e));
            }
        }
    }

    /** Lets deletions end and unlocks the volumes. Replicas that are being written stay as they are. */
    @Override
    public void close() throws IOException {
        workers.close();
        volumes.close();
    }
}
