package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a finished replica, with another length and generation stamp, of one that is under recovery. Each step is on disk
 * before the next one, and after each a start finds all bytes that are to stay (decision 0087): the checksums of the
 * shorter replica lie beside the longer data before these are cut.
 */
final class ReplicaCutter {
    private static final Logger log = LoggerFactory.getLogger(ReplicaCutter.class);
    private static final int WINDOW_BYTES = 64 << 10;

    private final ReplicaMap map;
    private final VolumeSet volumes;
    private final VolumeFaults faults;
    private final FinishedDirectories finishedDirectories;
    private final VolumeSync sync;
    private final StoreListener listener;

    ReplicaCutter(
            ReplicaMap map,
            VolumeSet volumes,
            VolumeFaults faults,
            FinishedDirectories finishedDirectories,
            VolumeSync sync,
            StoreListener listener) {
        this.map = map;
        this.volumes = volumes;
        this.faults = faults;
        this.finishedDirectories = finishedDirectories;
        this.sync = sync;
        this.listener = listener;
    }

    /**
     * Finishes a replica that is reserved for this.
     *
     * @param original in its state before the recovery
     * @param newBlock of the same id; not longer
     * @return its storage
     */
    String finish(String poolId, Replica original, Block newBlock) throws IOException {
        Volume volume = volumes.get(original.volume());
        BlockPoolLayout layout = volume.layout(poolId);
        ReplicaFiles files = layout.files(original);
        ReplicaFiles finished = layout.finishedFiles(newBlock);
        boolean fits;
        try {
            ByteBuffer lastSum = lastSum(original, files, newBlock.numBytes());
            fits = fits(files, newBlock.numBytes(), lastSum);
            ReplicaFiles fitting = fits ? files : cut(volume, layout, original, newBlock, lastSum);
            syncFile(volume, fitting.data());
            syncFile(volume, fitting.meta());
            finishedDirectories.moveIn(volume, fitting, finished, true);
        } catch (IOException e) {
            throw faults.classify(volume, e);
        }
        try {
            map.recovered(original, newBlock);
        } catch (HdfsException deletedMeanwhile) {
            ReplicaStore.delete(finished);
            throw deletedMeanwhile;
        } finally {
            // Until now readers may have opened it.
            deleteOldMeta(layout, original.block());
        }
        boolean movedOut = original.state() == ReplicaState.FINALIZED && !fits;
        boolean counted = original.state() != ReplicaState.RBW && !movedOut;
        volume.addUsed(newBlock.numBytes() - (counted ? original.block().numBytes() : 0));
        listener.replicaChanged(new ReplicaChange(volume.storageId(), newBlock, ReplicaChange.Kind.RECEIVED));
        return volume.storageId();
    }

    private static void deleteOldMeta(BlockPoolLayout layout, Block before) {
        Path meta = ReplicaFiles.in(layout.rbw(), before.blockId(), before.generationStamp())
                .meta();
        try {
            Files.deleteIfExists(meta);
        } catch (IOException e) {
            log.warn("{} cannot be deleted; the next start does", meta, e);
        }
    }

    /**
     * The checksum of a short last chunk, of bytes that agree with the one that they had; empty when the last chunk is not
     * short.
     *
     * @throws HdfsException when the replica is corrupt there: a new checksum would hide it for ever
     */
    private ByteBuffer lastSum(Replica original, ReplicaFiles files, long length) throws IOException {
        try (ReplicaReader reader = open(original, files)) {
            DataChecksum checksum = reader.checksum();
            int shortChunk = (int) (length % checksum.bytesPerChecksum());
            ByteBuffer sum = ByteBuffer.allocate(shortChunk == 0 ? 0 : checksum.checksumSize());
            if (shortChunk > 0) {
                try (VerifiedReplicaReader chunk = new VerifiedReplicaReader(reader, length - shortChunk, shortChunk)) {
                    checksum.compute(Objects.requireNonNull(chunk.next()), sum);
                }
            }
            return sum.flip();
        }
    }

    private ReplicaReader open(Replica original, ReplicaFiles files) throws IOException {
        Block block = original.block();
        ReplicaWriter.Written written = map.require(block).written();
        Integer lastChecksum = written.length() == block.numBytes() ? written.lastChecksum() : null;
        ReplicaReader.Source source = new ReplicaReader.Source(block, block.numBytes(), lastChecksum, "");
        return ReplicaReader.open(source, List.of(files));
    }

    /** @param hasAcknowledged false when bytes that were acknowledged do not agree with their checksums */
    record Proven(long length, boolean hasAcknowledged) {}

    /**
     * How much of what a writer has left agrees with its checksums: only the last DataNode of a pipeline compares them as
     * they come.
     *
     * @param original in its state before the recovery
     */
    Proven prove(String poolId, Replica original) throws IOException {
        Volume volume = volumes.get(original.volume());
        ReplicaMap.Found found = map.require(original.block());
        if (found.writer() == null) {
            return new Proven(original.block().numBytes(), true);
        }
        try (ReplicaReader reader = open(original, volume.layout(poolId).files(original))) {
            return prove(reader, found);
        } catch (IOException e) {
            throw faults.classify(volume, e);
        }
    }

    private static Proven prove(ReplicaReader reader, ReplicaMap.Found found) throws IOException {
        try {
            return new Proven(
                    reader.proven(found.written(), found.visibleLength()).length(), true);
        } catch (HdfsException e) {
            if (e.code() != ErrorCode.CHECKSUM) {
                throw e;
            }
            log.warn("What was acknowledged of {} is damaged here: {}", reader.block(), e.getMessage());
            // The disk has lost some of it, and so perhaps of what is before: nothing counts unless it is verified.
            return new Proven(reader.proven(found.written(), 0).length(), false);
        }
    }

    /** Whether the files hold so much already, and nothing beyond. */
    private static boolean fits(ReplicaFiles files, long length, ByteBuffer lastSum) throws IOException {
        try (FileChannel data = FileChannel.open(files.data(), StandardOpenOption.READ);
                FileChannel meta = FileChannel.open(files.meta(), StandardOpenOption.READ)) {
            long metaLength = MetaHeader.SIZE + ReplicaFiles.readHeader(meta).checksumLength(length);
            if (data.size() != length || meta.size() != metaLength) {
                return false;
            }
            ByteBuffer stored = ByteBuffer.allocate(lastSum.remaining());
            ReplicaFiles.readFully(meta, stored, metaLength - stored.capacity());
            return stored.flip().equals(lastSum);
        }
    }

    private ReplicaFiles cut(
            Volume volume, BlockPoolLayout layout, Replica original, Block newBlock, ByteBuffer lastSum)
            throws IOException {
        ReplicaFiles longer =
                original.state() == ReplicaState.FINALIZED ? moveOut(volume, layout, original) : layout.files(original);
        ReplicaFiles shorter = ReplicaFiles.in(layout.rbw(), newBlock.blockId(), newBlock.generationStamp());
        Path made = ReplicaFiles.in(layout.tmp(), newBlock.blockId(), newBlock.generationStamp())
                .meta();
        try (ReplicaReader source = open(original, longer)) {
            writeMeta(made, source, newBlock.numBytes(), lastSum);
        }
        syncFile(volume, made);
        Files.move(made, shorter.meta(), StandardCopyOption.ATOMIC_MOVE);
        sync.directory(volume, layout.rbw());
        try (FileChannel data = FileChannel.open(shorter.data(), StandardOpenOption.WRITE)) {
            data.truncate(newBlock.numBytes());
        }
        return shorter;
    }

    /**
     * A finished replica goes back to where unfinished ones lie: were it cut where it is, a start could take it for a
     * corrupt one. The data file goes first: to data without a meta file a start puts the one that it finds among the
     * finished replicas.
     */
    private ReplicaFiles moveOut(Volume volume, BlockPoolLayout layout, Replica original) throws IOException {
        ReplicaFiles finished = layout.finishedFiles(original.block());
        ReplicaFiles unfinished = ReplicaFiles.in(
                layout.rbw(), original.blockId(), original.block().generationStamp());
        boolean moved = false;
        try {
            Files.move(finished.data(), unfinished.data(), StandardCopyOption.ATOMIC_MOVE);
            sync.directory(volume, layout.rbw());
            Files.move(finished.meta(), unfinished.meta(), StandardCopyOption.ATOMIC_MOVE);
            sync.directory(volume, layout.rbw());
            moved = true;
        } finally {
            if (!moved) {
                FinishedDirectories.moveBack(unfinished, finished);
            }
        }
        map.unfinished(original);
        volume.addUsed(-original.block().numBytes());
        return unfinished;
    }

    private static void writeMeta(Path file, ReplicaReader source, long length, ByteBuffer lastSum) throws IOException {
        DataChecksum checksum = source.checksum();
        long wholeChunks = checksum.checksumSize() == 0 ? 0 : length / checksum.bytesPerChecksum();
        try (FileChannel meta = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
            MetaHeader.put(checksum, window);
            writeAll(meta, window.flip());
            for (long chunk = 0; chunk < wholeChunks; ) {
                int count = (int) Math.min(wholeChunks - chunk, WINDOW_BYTES / checksum.checksumSize());
                window.clear().limit(count * checksum.checksumSize());
                source.readChecksums(window, chunk);
                writeAll(meta, window.flip());
                chunk += count;
            }
            writeAll(meta, lastSum.duplicate());
        }
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void syncFile(Volume volume, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            sync.file(volume, channel);
        }
    }
}
