package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This DataNode's part in block recovery: takes a replica from its writer, and gives it its last length. Of a block one
 * call at a time goes on; the next one waits. Calls block; any thread but those that a writer needs to end.
 */
final class ReplicaRecoveries {
    private static final Logger log = LoggerFactory.getLogger(ReplicaRecoveries.class);

    /** How long a writer may take to write what it has received (HDFS: a minute). */
    private static final long WRITER_STOP_SECONDS = 60;

    private final ReplicaStore store;
    private final ReplicaMap map;
    private final ReplicaCutter cutter;
    // Blocks with a call under way; its monitor tells of changes.
    private final Set<Long> busy = new HashSet<>();

    ReplicaRecoveries(ReplicaStore store, ReplicaMap map, ReplicaCutter cutter) {
        this.store = store;
        this.map = map;
        this.cutter = cutter;
    }

    /** See {@link ReplicaStore#initReplicaRecovery}. */
    @Nullable
    ReplicaRecoveryInfo begin(ExtendedBlock extended, long recoveryId) throws IOException {
        Block block = extended.block();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITER_STOP_SECONDS);
        takeTurn(block.blockId(), deadline);
        try {
            ReplicaRecoveryInfo info = map.beginRecovery(block, recoveryId);
            while (info == null && map.isInUse(block.blockId())) {
                // Only now: what the rules refuse must not cost the writer its connection.
                stopWriter(block, deadline);
                info = map.beginRecovery(block, recoveryId);
            }
            ReplicaRecoveryInfo proven = info == null ? null : prove(extended.poolId(), info);
            log.info("Recovery {} of {} begins with {}", recoveryId, block, proven);
            return proven;
        } finally {
            giveTurn(block.blockId());
        }
    }

    private ReplicaRecoveryInfo prove(String poolId, ReplicaRecoveryInfo info) throws IOException {
        Replica original = map.underRecovery(info.block());
        if (original == null) {
            return info;
        }
        ReplicaCutter.Proven proven = cutter.prove(poolId, original);
        long length = proven.length();
        // What lacks bytes that were acknowledged is no better than after a crash; also in each later attempt.
        ReplicaState state = proven.hasAcknowledged() ? info.originalState() : ReplicaState.RWR;
        if (length == info.block().numBytes()) {
            return new ReplicaRecoveryInfo(info.block(), state);
        }
        if (original.state() == ReplicaState.FINALIZED) {
            throw new HdfsException(ErrorCode.CHECKSUM, "Checksum error: " + info.block() + " at " + length);
        }
        log.warn(
                "{} of the {} bytes of {} agree with their checksums",
                length,
                info.block().numBytes(),
                info.block());
        return new ReplicaRecoveryInfo(map.shorten(info.block(), length), state);
    }

    private void stopWriter(Block block, long deadline) throws IOException {
        try {
            map.awaitOpened(block.blockId(), deadline - System.nanoTime());
            map.stopWriter(block.blockId()).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(block.blockId());
        } catch (TimeoutException e) {
            throw new HdfsException(ErrorCode.IO, "the writer of " + block + " does not end", e);
        } catch (ExecutionException e) {
            throw new IOException("the writer of " + block + " cannot be stopped", e);
        }
        if (deadline - System.nanoTime() <= 0) {
            throw new HdfsException(ErrorCode.IO, "one writer of " + block + " follows another");
        }
    }

    /** See {@link ReplicaStore#updateReplicaUnderRecovery}. */
    String update(ExtendedBlock told, long recoveryId, long newBlockId, long newLength) throws IOException {
        long blockId = told.block().blockId();
        takeTurn(blockId, System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITER_STOP_SECONDS));
        try {
            Replica original = map.beginUpdate(told.block(), recoveryId, newLength);
            try {
                Block newBlock = new Block(newBlockId, recoveryId, newLength);
                log.info("Recovery {} makes {} of {} ({})", recoveryId, newBlock, told, original.state());
                return newBlockId == blockId
                        ? cutter.finish(told.poolId(), original, newBlock)
                        : copy(told, original, newBlock);
            } finally {
                map.endCheck(original);
            }
        } finally {
            giveTurn(blockId);
        }
    }

    /** A truncate that must leave the block as it is, because a snapshot has it. */
    private String copy(ExtendedBlock source, Replica original, Block newBlock) throws IOException {
        Replica earlier = map.lookUp(newBlock.blockId());
        if (earlier != null && earlier.block().generationStamp() < newBlock.generationStamp()) {
            // Of an attempt that nobody told the NameNode of.
            store.invalidateNow(earlier.block());
        }
        String storageId;
        try (VerifiedReplicaReader reader = store.openVerified(source, 0, newBlock.numBytes())) {
            ReplicaWriter writer = store.create(
                    new ExtendedBlock(source.poolId(), newBlock),
                    ReplicaEvent.CREATE_TEMPORARY,
                    store.storageType(original),
                    reader.replica().checksum());
            try {
                copy(reader, writer);
                // There is no pipeline behind it: all of it may be read.
                writer.acknowledged(newBlock.numBytes());
                writer.finish(true);
            } finally {
                writer.abandon();
            }
            storageId = writer.volume().storageId();
        }
        map.endRecovery(original);
        return storageId;
    }

    private static void copy(VerifiedReplicaReader reader, ReplicaWriter writer) throws IOException {
        DataChecksum checksum = reader.replica().checksum();
        for (ByteBuffer data = reader.next(); data != null; data = reader.next()) {
            ByteBuffer sums = ByteBuffer.allocate((int) checksum.checksumLength(data.remaining()));
            // Made anew: the last chunk may end earlier here.
            checksum.compute(data.duplicate(), sums);
            writer.write(writer.block().numBytes(), new ByteBuffer[] {data}, new ByteBuffer[] {sums.flip()});
        }
    }

    private void takeTurn(long blockId, long deadline) throws IOException {
        synchronized (busy) {
            while (!busy.add(blockId)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new HdfsException(ErrorCode.IO, "another recovery of blk_" + blockId + " does not end");
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(busy, left);
                } catch (InterruptedException e) {
                    throw interrupted(blockId);
                }
            }
        }
    }

    private void giveTurn(long blockId) {
        synchronized (busy) {
            busy.remove(blockId);
            busy.notifyAll();
        }
    }

    private static IOException interrupted(long blockId) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted in a recovery of blk_" + blockId);
    }
}
