package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Takes up replicas that are there, for appends and for pipelines that are built anew. Everything that may be refused is
 * checked before the first rename, and each step leaves something that {@link VolumeScan} understands. Any thread; touches
 * files.
 */
final class ReplicaReopener {
    private final ReplicaStore store;
    private final ReplicaMap map;
    private final VolumeSet volumes;
    private final VolumeFaults faults;
    private final LostReplicas lost;

    ReplicaReopener(ReplicaStore store, ReplicaMap map, VolumeSet volumes, VolumeFaults faults, LostReplicas lost) {
        this.store = store;
        this.map = map;
        this.volumes = volumes;
        this.faults = faults;
        this.lost = lost;
    }

    /** See {@link ReplicaStore#reopen}. */
    ReplicaWriter reopen(ReopenRequest request, @Nullable DataChecksum wanted) throws IOException {
        store.checkPool(request.block());
        ReplicaMap.Claim claim = map.claim(request);
        Volume volume = volumes.get(claim.found().replica().volume());
        try {
            ReplicaWriter writer = prepare(claim, volume, wanted);
            store.announce(volume, writer.block(), ReplicaChange.Kind.RECEIVING);
            return writer;
        } catch (NoSuchFileException e) {
            map.unclaim(claim);
            lost.check(request.block().poolId(), claim.found().replica());
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, "Replica files of " + claim.before() + " are missing", e);
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.CHECKSUM) {
                lost.corrupt(claim.found().replica());
            }
            throw e;
        } catch (IOException e) {
            throw faults.classify(volume, e);
        } finally {
            map.unclaim(claim);
        }
    }

    private ReplicaWriter prepare(ReplicaMap.Claim claim, Volume volume, @Nullable DataChecksum wanted)
            throws IOException {
        ReplicaFiles before = store.layout(volume).files(claim.found().replica());
        ReplicaFiles after = ReplicaFiles.in(
                store.layout(volume).rbw(),
                claim.before().blockId(),
                claim.request().newStamp());
        OpenFiles open = OpenFiles.existing(before);
        ReplicaWriter writer = null;
        try {
            DataChecksum checksum = ReplicaFiles.readHeader(open.meta());
            requireSameChunks(checksum, wanted);
            ReplicaWriter.Written there = ProvenTail.find(
                    open.data(),
                    open.meta(),
                    checksum,
                    claim.before(),
                    claim.found().written(),
                    claim.found().visibleLength());
            fitLastChecksum(open, checksum, there, volume);
            move(before, after, volume);
            writer = ReplicaWriter.reopen(
                    store,
                    volume,
                    claim.request().reopened(claim.request().block().block().numBytes()),
                    checksum,
                    after,
                    open,
                    there,
                    claim.found().visibleLength());
        } finally {
            if (writer == null) {
                open.close();
            }
        }
        takeOver(claim, volume, writer);
        return writer;
    }

    /** The files are ready; from here on the writer answers for them. */
    private void takeOver(ReplicaMap.Claim claim, Volume volume, ReplicaWriter writer) throws IOException {
        boolean cut = false;
        try {
            try {
                map.reopened(claim, writer);
            } catch (HdfsException deletedMeanwhile) {
                if (!volume.isFailed()) {
                    ReplicaStore.delete(writer.files());
                }
                throw deletedMeanwhile;
            }
            if (claim.found().replica().state() == ReplicaState.FINALIZED) {
                volume.addUsed(-claim.before().numBytes());
            }
            writer.cutTail();
            cut = true;
        } finally {
            if (!cut) {
                writer.abandon();
            }
        }
    }

    private static void requireSameChunks(DataChecksum own, @Nullable DataChecksum wanted) throws HdfsException {
        if (wanted != null && wanted.bytesPerChecksum() != own.bytesPerChecksum()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Client requested checksum " + wanted + " when appending to an existing block with different chunk"
                            + " size: " + own);
        }
    }

    /**
     * Makes the meta file's checksum of a short last chunk that of what counts of it; it may be a later one. The data that
     * it covers are on disk before, and it is before the data are cut: otherwise a power cut could leave a chunk that no
     * checksum fits (decision 0110).
     */
    private void fitLastChecksum(OpenFiles open, DataChecksum checksum, ReplicaWriter.Written there, Volume volume)
            throws IOException {
        Integer last = there.lastChecksum();
        if (last == null) {
            return;
        }
        int size = checksum.checksumSize();
        long at = MetaHeader.SIZE + there.length() / checksum.bytesPerChecksum() * size;
        ByteBuffer sum = ByteBuffer.allocate(size);
        ReplicaFiles.readFully(open.meta(), sum, at);
        if (!sum.hasRemaining() && sum.getInt(0) == last) {
            return;
        }
        store.sync().file(volume, open.data());
        sum.clear().putInt(last).flip();
        while (sum.hasRemaining()) {
            open.meta().write(sum, at + sum.position());
        }
        store.sync().file(volume, open.meta());
    }

    /** The meta file goes first, and takes the new generation stamp on its way. A move that fails is taken back. */
    private void move(ReplicaFiles before, ReplicaFiles after, Volume volume) throws IOException {
        if (before.equals(after)) {
            return;
        }
        boolean moved = false;
        try {
            Files.move(before.meta(), after.meta(), StandardCopyOption.ATOMIC_MOVE);
            if (!before.data().equals(after.data())) {
                Files.move(before.data(), after.data(), StandardCopyOption.ATOMIC_MOVE);
            }
            Path directory = Volume.parentOf(after.data());
            store.sync().directory(volume, directory);
            if (!Volume.parentOf(before.data()).equals(directory)) {
                store.sync().directory(volume, Volume.parentOf(before.data()));
            }
            moved = true;
        } finally {
            if (!moved && !volume.isFailed()) {
                FinishedDirectories.moveBack(after, before);
            }
        }
    }

    /** See {@link ReplicaStore#recoverClose}. */
    Block recoverClose(ReopenRequest request) throws IOException {
        if (request.event() != ReplicaEvent.RECOVER_CLOSE) {
            throw new IllegalArgumentException("no close: " + request);
        }
        store.checkPool(request.block());
        ReplicaMap.Claim claim = map.claim(request);
        if (claim.found().replica().state() == ReplicaState.FINALIZED) {
            try {
                return restamp(claim);
            } finally {
                map.unclaim(claim);
            }
        }
        map.unclaim(claim);
        ReplicaWriter writer = reopen(request, null);
        boolean finished = false;
        try {
            Block block = writer.finish(false);
            finished = true;
            return block;
        } finally {
            if (!finished) {
                writer.abandon();
            }
        }
    }

    private Block restamp(ReplicaMap.Claim claim) throws IOException {
        Volume volume = volumes.get(claim.found().replica().volume());
        Block after = claim.request().reopened(claim.before().numBytes());
        ReplicaFiles restamped = store.layout(volume).finishedFiles(after);
        try {
            move(store.layout(volume).finishedFiles(claim.before()), restamped, volume);
        } catch (NoSuchFileException e) {
            map.unclaim(claim);
            lost.check(claim.request().block().poolId(), claim.found().replica());
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, "Replica files of " + claim.before() + " are missing", e);
        } catch (IOException e) {
            throw faults.classify(volume, e);
        }
        try {
            map.restamped(claim, after);
        } catch (HdfsException deletedMeanwhile) {
            if (!volume.isFailed()) {
                ReplicaStore.delete(restamped);
            }
            throw deletedMeanwhile;
        }
        store.announce(volume, after, ReplicaChange.Kind.RECEIVED);
        return after;
    }
}
