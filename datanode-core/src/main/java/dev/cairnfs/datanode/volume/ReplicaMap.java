package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.datanode.replica.ReplicaTable;
import dev.cairnfs.datanode.replica.ReplicaUnderRecovery;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replicas there are, who writes them, and which are on their way out: under one lock, which is never held during
 * I/O. Any thread.
 */
final class ReplicaMap {
    private static final Logger log = LoggerFactory.getLogger(ReplicaMap.class);

    private final Object lock = new Object();
    // All of these under the lock.
    private final ReplicaTable table = new ReplicaTable();
    private final Map<Long, ReplicaWriter> writers = new HashMap<>();
    private final Set<Long> deleting = new HashSet<>();
    // Replicas whose files somebody looks for: no other one of the same block may come meanwhile.
    private final Set<Long> checking = new HashSet<>();
    // Replicas that are just being made ready for another writer: nobody else may change them meanwhile.
    private final Map<Long, Claim> claims = new HashMap<>();
    // How much is acknowledged of replicas that an orderly stop has left, and that nobody has gone on with yet.
    private final Map<Long, Long> resumable = new HashMap<>();
    // Writers that have ended before their replica was finished, or before all of it was acknowledged: what they wrote
    // last may be here only, and the meta file may have a later checksum of the last chunk than they know of.
    private final Map<Long, ReplicaWriter> ended = new HashMap<>();
    // Of each replica in state RUR.
    private final Map<Long, ReplicaUnderRecovery> recoveries = new HashMap<>();

    /**
     * A replica as a reader finds it.
     *
     * @param servedAs its state, or what that was before its recovery
     * @param writer who writes it, or who broke off; null when all of it is there and acknowledged
     * @param visibleLength how many of its bytes are known to be on every DataNode of the pipeline
     */
    record Found(
            Replica replica,
            ReplicaState servedAs,
            @Nullable ReplicaWriter writer,
            long visibleLength) {
        /** How much of it is written, and how its last chunk is summed. */
        ReplicaWriter.Written written() {
            return writer == null ? new ReplicaWriter.Written(replica.block().numBytes(), null) : writer.written();
        }
    }

    /**
     * The sole right to make a replica ready for another writer. Found is it with the length that is written, which does
     * not grow.
     */
    static final class Claim {
        private final ReopenRequest request;
        private final Found found;

        private Claim(ReopenRequest request, Found found) {
            this.request = request;
            this.found = found;
        }

        ReopenRequest request() {
            return request;
        }

        Found found() {
            return found;
        }

        Block before() {
            return found.replica().block();
        }
    }

    /**
     * Takes in a replica that a start has found.
     *
     * @param acknowledgedBytes how much of it may be shown to readers
     * @return the one of the same block that was there, whichever is kept
     */
    @Nullable
    Replica restore(Replica found, long acknowledgedBytes) {
        synchronized (lock) {
            Replica other = table.get(found.blockId());
            if (other == null || isBetter(found, other)) {
                table.restore(found);
                resumable.remove(found.blockId());
                if (found.state() == ReplicaState.RBW) {
                    resumable.put(found.blockId(), acknowledgedBytes);
                }
            }
            return other;
        }
    }

    /** Of two replicas of a block the newer, then the finished, then the longer one counts. */
    static boolean isBetter(Replica a, Replica b) {
        if (a.block().generationStamp() != b.block().generationStamp()) {
            return a.block().generationStamp() > b.block().generationStamp();
        }
        if (a.state() != b.state()) {
            return a.state() == ReplicaState.FINALIZED;
        }
        return a.block().numBytes() > b.block().numBytes();
    }

    /** @throws HdfsException when the replica exists, or is being deleted */
    void create(ExtendedBlock block, ReplicaEvent event, int volume) throws HdfsException {
        synchronized (lock) {
            if (deleting.contains(block.block().blockId())) {
                throw new HdfsException(ErrorCode.IO, block + " is being deleted here");
            }
            if (checking.contains(block.block().blockId())) {
                throw new HdfsException(ErrorCode.IO, "the files of " + block + " are being looked for here");
            }
            refuseClaimed(block.block().blockId());
            table.create(block.block(), event, volume);
        }
    }

    void opened(ReplicaWriter writer) {
        synchronized (lock) {
            writers.put(writer.block().blockId(), writer);
            lock.notifyAll();
        }
    }

    /** Forgets a replica, if it still has this generation stamp. */
    void forget(Block block) {
        synchronized (lock) {
            Replica replica = table.get(block.blockId());
            if (replica != null && replica.block().generationStamp() == block.generationStamp()) {
                remove(replica.block());
            }
        }
    }

    private void remove(Block block) {
        lock.notifyAll();
        forgetWriter(block.blockId());
        recoveries.remove(block.blockId());
        try {
            table.apply(block, ReplicaEvent.INVALIDATE);
        } catch (HdfsException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Nothing of what a former writer knew of the replica counts any more. */
    private void forgetWriter(long blockId) {
        ended.remove(blockId);
        resumable.remove(blockId);
    }

    /** @throws HdfsException when the replica was deleted meanwhile */
    void finish(ReplicaWriter writer) throws HdfsException {
        Block block = writer.block();
        synchronized (lock) {
            writers.remove(block.blockId(), writer);
            table.apply(block, ReplicaEvent.FINALIZE);
            if (!writer.isAcknowledged()) {
                ended.put(block.blockId(), writer);
            }
        }
    }

    /** The writer has ended, and by now all of its replica is acknowledged. */
    void acknowledged(ReplicaWriter writer) {
        long blockId = writer.block().blockId();
        synchronized (lock) {
            Replica replica = table.get(blockId);
            if (replica != null && replica.state() == ReplicaState.FINALIZED) {
                ended.remove(blockId, writer);
            }
        }
    }

    /** A copy of a replica that is being written has come whole, and waits for its writer. */
    void convert(ReplicaWriter writer) throws HdfsException {
        Block block = writer.block();
        synchronized (lock) {
            writers.remove(block.blockId(), writer);
            table.apply(block, ReplicaEvent.CONVERT_TO_RBW);
            ended.put(block.blockId(), writer);
        }
    }

    /**
     * Claims a replica, until {@link #reopened}, {@link #restamped} or {@link #unclaim}.
     *
     * @throws HdfsException when the request does not fit it, or somebody writes or changes it
     */
    Claim claim(ReopenRequest request) throws HdfsException {
        long blockId = request.blockId();
        synchronized (lock) {
            Replica replica = table.get(blockId);
            if (replica == null) {
                throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Replica does not exist " + request.block());
            }
            request.checkStamp(replica);
            refuseClaimed(blockId);
            if (writers.containsKey(blockId) || checking.contains(blockId)) {
                throw new HdfsException(ErrorCode.IO, request.block() + " is in use here");
            }
            Found found = find(replica);
            Found whole = new Found(
                    withLength(replica, found.written().length()),
                    replica.state(),
                    found.writer(),
                    found.visibleLength());
            request.check(whole.replica(), whole.visibleLength());
            Claim claim = new Claim(request, whole);
            claims.put(blockId, claim);
            return claim;
        }
    }

    private void refuseClaimed(long blockId) throws HdfsException {
        if (claims.containsKey(blockId)) {
            throw new HdfsException(ErrorCode.IO, "blk_" + blockId + " is being made ready for another writer here");
        }
    }

    /** The claimed replica's files are those of a replica being written, and this is its writer. */
    void reopened(Claim claim, ReplicaWriter writer) throws HdfsException {
        Block after = writer.block();
        synchronized (lock) {
            claims.remove(after.blockId());
            lock.notifyAll();
            requireUnchanged(claim);
            table.apply(claim.before(), claim.request().event(), after);
            forgetWriter(after.blockId());
            writers.put(after.blockId(), writer);
        }
    }

    /** The claimed replica, a finished one, has got its new generation stamp. */
    void restamped(Claim claim, Block after) throws HdfsException {
        synchronized (lock) {
            claims.remove(after.blockId());
            lock.notifyAll();
            requireUnchanged(claim);
            table.apply(claim.before(), claim.request().event(), after);
            forgetWriter(after.blockId());
        }
    }

    private void requireUnchanged(Claim claim) throws HdfsException {
        if (!isUnchangedLocked(claim.found().replica())) {
            throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, claim.before() + " was deleted meanwhile");
        }
    }

    void unclaim(Claim claim) {
        synchronized (lock) {
            if (claims.remove(claim.before().blockId(), claim)) {
                lock.notifyAll();
            }
        }
    }

    /** True while the table has a replica in this state and with this generation stamp. */
    boolean isUnchanged(Replica seen) {
        synchronized (lock) {
            return isUnchangedLocked(seen);
        }
    }

    private boolean isUnchangedLocked(Replica seen) {
        Replica now = table.get(seen.blockId());
        return now != null
                && now.state() == seen.state()
                && now.block().generationStamp() == seen.block().generationStamp();
    }

    /** True when a replica that was looked up has changed since, or is about to: its files are elsewhere. */
    boolean isMoving(Replica seen) {
        synchronized (lock) {
            return nextStampLocked(seen.blockId()) != null || !isUnchangedLocked(seen);
        }
    }

    /** The generation stamp that a replica is just being given, or null. */
    @Nullable
    Long nextStamp(long blockId) {
        synchronized (lock) {
            return nextStampLocked(blockId);
        }
    }

    private @Nullable Long nextStampLocked(long blockId) {
        Claim claim = claims.get(blockId);
        if (claim != null) {
            return claim.request().newStamp();
        }
        ReplicaUnderRecovery recovery = recoveries.get(blockId);
        return recovery != null && checking.contains(blockId) ? (Long) recovery.recoveryId() : null;
    }

    /** See {@link ReplicaStore#stopWriterFor}. */
    CompletableFuture<Void> stopWriterFor(ReopenRequest request) throws HdfsException {
        synchronized (lock) {
            Replica replica = table.get(request.blockId());
            if (replica == null) {
                throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Replica does not exist " + request.block());
            }
            request.checkStamp(replica);
        }
        return stopWriter(request.blockId());
    }

    /** See {@link ReplicaStore#stopOlderWriter}. */
    CompletableFuture<Void> stopOlderWriter(Block copy) {
        synchronized (lock) {
            Replica replica = table.get(copy.blockId());
            if (replica == null || !isOutdatedBy(replica, copy)) {
                return CompletableFuture.completedFuture(null);
            }
        }
        return stopWriter(copy.blockId());
    }

    private static boolean isOutdatedBy(Replica replica, Block copy) {
        return replica.block().generationStamp() < copy.generationStamp()
                && switch (replica.state()) {
                    case RBW, RWR, TEMPORARY -> true;
                    // The NameNode has finished ones deleted, when it knows of a newer one; the other is a recovery's.
                    case FINALIZED, RUR -> false;
                };
    }

    /**
     * Takes out an unfinished replica that is older than a copy that is to come, unless somebody uses it; the block cannot
     * be created again until {@link #deleted}.
     */
    @Nullable
    Replica takeOlder(Block copy) {
        synchronized (lock) {
            Replica replica = table.get(copy.blockId());
            if (replica == null
                    || !isOutdatedBy(replica, copy)
                    || isInUse(replica)
                    || checking.contains(copy.blockId())) {
                return null;
            }
            remove(replica.block());
            deleting.add(copy.blockId());
            return replica;
        }
    }

    /** See {@link ReplicaStore#stopWriter}. */
    CompletableFuture<Void> stopWriter(long blockId) {
        ReplicaWriter writer;
        synchronized (lock) {
            writer = writers.get(blockId);
        }
        return writer == null ? CompletableFuture.completedFuture(null) : writer.retire();
    }

    /**
     * Begins the recovery of a replica that nobody writes any more, or has a newer one take it over.
     *
     * @param block as the NameNode has it
     * @return null when there is no replica, or somebody writes it
     * @throws HdfsException see {@link ReplicaUnderRecovery#begin}
     */
    @Nullable
    ReplicaRecoveryInfo beginRecovery(Block block, long recoveryId) throws HdfsException {
        synchronized (lock) {
            Replica replica = table.get(block.blockId());
            if (replica == null) {
                return null;
            }
            if (replica.state() == ReplicaState.TEMPORARY) {
                // It goes on being copied, and takes no part.
                return new ReplicaRecoveryInfo(replica.block(), replica.state());
            }
            ReplicaUnderRecovery recovery =
                    ReplicaUnderRecovery.begin(replica, recoveries.get(block.blockId()), block, recoveryId);
            if (isInUse(replica)) {
                return null;
            }
            table.apply(replica.block(), ReplicaEvent.BEGIN_RECOVERY);
            recoveries.put(block.blockId(), recovery);
            return new ReplicaRecoveryInfo(replica.block(), toldState(block.blockId(), recovery));
        }
    }

    /** What could not be written here was forwarded, and perhaps shown elsewhere: then it lacks bytes, as after a crash. */
    private ReplicaState toldState(long blockId, ReplicaUnderRecovery recovery) {
        ReplicaWriter writer = ended.get(blockId);
        boolean lacksBytes = recovery.originalState() == ReplicaState.RBW && writer != null && writer.hasFailed();
        return lacksBytes ? ReplicaState.RWR : recovery.originalState();
    }

    /** Whether somebody writes the replica, or is about to. */
    private boolean isInUse(Replica replica) {
        return writers.containsKey(replica.blockId()) || isBeingOpened(replica);
    }

    private boolean isBeingOpened(Replica replica) {
        boolean hasWriter = writers.containsKey(replica.blockId())
                || ended.containsKey(replica.blockId())
                || resumable.containsKey(replica.blockId());
        return claims.containsKey(replica.blockId()) || (replica.state() == ReplicaState.RBW && !hasWriter);
    }

    /** Whether somebody writes the block's replica, or is about to. */
    boolean isInUse(long blockId) {
        synchronized (lock) {
            Replica replica = table.get(blockId);
            return replica != null && replica.state() != ReplicaState.TEMPORARY && isInUse(replica);
        }
    }

    /** Waits, for so long at most, while the block's replica is just being opened by a writer. */
    void awaitOpened(long blockId, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (lock) {
            for (Replica replica = table.get(blockId);
                    replica != null && isBeingOpened(replica);
                    replica = table.get(blockId)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
    }

    /**
     * A replica whose recovery is to end, in its original state. No other replica of the block may come until
     * {@link #endCheck}.
     *
     * @throws HdfsException when it is not there, or see {@link ReplicaUnderRecovery#requireUpdatable}
     */
    Replica beginUpdate(Block told, long recoveryId, long newLength) throws HdfsException {
        synchronized (lock) {
            Replica replica = table.require(told);
            ReplicaUnderRecovery.requireUpdatable(replica, recoveries.get(told.blockId()), told, recoveryId, newLength);
            if (!checking.add(told.blockId())) {
                throw new HdfsException(ErrorCode.IO, "the files of " + told + " are being looked for here");
            }
            return original(replica);
        }
    }

    /** A replica under recovery in its original state; null when there is none with this generation stamp. */
    @Nullable
    Replica underRecovery(Block block) {
        synchronized (lock) {
            Replica replica = table.get(block.blockId());
            return replica != null
                            && recoveries.containsKey(block.blockId())
                            && replica.block().equals(block)
                    ? original(replica)
                    : null;
        }
    }

    /** Of a replica under recovery only so much counts. */
    Block shorten(Block before, long length) throws HdfsException {
        Block after = new Block(before.blockId(), before.generationStamp(), length);
        synchronized (lock) {
            table.apply(before, ReplicaEvent.BEGIN_RECOVERY, after);
        }
        return after;
    }

    /** A finished replica under recovery is finished no more: its files lie where those of unfinished ones do. */
    void unfinished(Replica replica) {
        synchronized (lock) {
            recoveries.computeIfPresent(
                    replica.blockId(),
                    (blockId, recovery) -> new ReplicaUnderRecovery(recovery.recoveryId(), ReplicaState.RBW));
        }
    }

    /**
     * A replica under recovery has become {@code after}.
     *
     * @throws HdfsException when it was deleted meanwhile
     */
    void recovered(Replica before, Block after) throws HdfsException {
        synchronized (lock) {
            table.apply(before.block(), ReplicaEvent.RECOVER, after);
            recoveries.remove(before.blockId());
            forgetWriter(before.blockId());
        }
    }

    /** A replica under recovery was copied, and is again what it was. */
    void endRecovery(Replica original) throws HdfsException {
        synchronized (lock) {
            table.endRecovery(original);
            recoveries.remove(original.blockId());
        }
    }

    /** False when somebody else has taken the replica from its writer: it was deleted, or its volume failed. */
    boolean isOwned(ReplicaWriter writer) {
        synchronized (lock) {
            return writers.get(writer.block().blockId()) == writer;
        }
    }

    /** The writer has ended too early; true when the replica's files are to be deleted. */
    boolean abandon(ReplicaWriter writer) throws HdfsException {
        Block block = writer.block();
        synchronized (lock) {
            if (!writers.remove(block.blockId(), writer)) {
                return false;
            }
            if (table.get(block.blockId()) == null || table.apply(block, ReplicaEvent.DISCONNECT) == null) {
                return true;
            }
            ended.put(block.blockId(), writer);
            return false;
        }
    }

    /** @throws HdfsException ({@link ErrorCode#REPLICA_NOT_FOUND}) when there is no replica of this block */
    Found require(Block block) throws HdfsException {
        synchronized (lock) {
            return find(table.require(block));
        }
    }

    private Found find(Replica replica) {
        ReplicaWriter now = writers.get(replica.blockId());
        ReplicaWriter writer = now != null ? now : ended.get(replica.blockId());
        long visible = writer != null
                ? writer.acknowledgedBytes()
                : resumable.getOrDefault(replica.blockId(), replica.block().numBytes());
        return new Found(replica, original(replica).state(), writer, visible);
    }

    @Nullable
    Replica lookUp(long blockId) {
        synchronized (lock) {
            return table.get(blockId);
        }
    }

    /** The replicas that are being written and have no writer just now. */
    List<Found> unfinished() {
        List<Found> unfinished = new ArrayList<>();
        synchronized (lock) {
            table.forEach(replica -> {
                if (replica.state() == ReplicaState.RBW && !writers.containsKey(replica.blockId())) {
                    unfinished.add(find(replica));
                }
            });
        }
        return unfinished;
    }

    int size() {
        synchronized (lock) {
            return table.size();
        }
    }

    /** Visits every replica with its written length, in its state before a recovery; under the lock. */
    void forEach(Consumer<Replica> visitor) {
        synchronized (lock) {
            table.forEach(replica -> {
                ReplicaWriter writer = writers.get(replica.blockId());
                visitor.accept(
                        writer == null
                                ? original(replica)
                                : withLength(replica, writer.written().length()));
            });
        }
    }

    /** A replica in the state that it had before its recovery. */
    private Replica original(Replica replica) {
        ReplicaUnderRecovery recovery = recoveries.get(replica.blockId());
        return recovery == null ? replica : new Replica(replica.block(), recovery.originalState(), replica.volume());
    }

    private static Replica withLength(Replica replica, long length) {
        Block block = new Block(replica.blockId(), replica.block().generationStamp(), length);
        return new Replica(block, replica.state(), replica.volume());
    }

    /** Takes out what is to be deleted; the block cannot be created again until {@link #deleted}. */
    List<Replica> invalidate(List<Block> blocks) {
        List<Replica> gone = new ArrayList<>();
        synchronized (lock) {
            for (Block block : blocks) {
                Replica replica = table.get(block.blockId());
                if (replica == null || replica.block().generationStamp() > block.generationStamp()) {
                    log.info("{} is to be deleted, but is not here", block);
                    continue;
                }
                Replica original = original(replica);
                remove(replica.block());
                ReplicaWriter writer = writers.remove(block.blockId());
                if (writer != null) {
                    writer.stop(new IOException("the replica was deleted"));
                }
                deleting.add(block.blockId());
                gone.add(original);
            }
        }
        return gone;
    }

    void deleted(long blockId) {
        synchronized (lock) {
            deleting.remove(blockId);
        }
    }

    /**
     * Reserves a replica until {@link #endCheck}, so that its files can be looked for without the lock.
     *
     * @return false when the table has it no more, or it is being looked for already
     */
    boolean beginCheck(Replica suspect) {
        synchronized (lock) {
            return suspect.equals(table.get(suspect.blockId()))
                    && !claims.containsKey(suspect.blockId())
                    && checking.add(suspect.blockId());
        }
    }

    /** Takes out a replica that is being checked; false when it was deleted meanwhile. */
    boolean drop(Replica suspect) {
        synchronized (lock) {
            if (!suspect.equals(table.get(suspect.blockId()))) {
                return false;
            }
            remove(suspect.block());
            return true;
        }
    }

    void endCheck(Replica suspect) {
        synchronized (lock) {
            checking.remove(suspect.blockId());
        }
    }

    /** Forgets all replicas of a volume that failed, and stops their writers. */
    void removeVolume(Volume volume, IOException reason) {
        synchronized (lock) {
            table.removeVolume(volume.index());
            lock.notifyAll();
            recoveries.keySet().removeIf(blockId -> table.get(blockId) == null);
            ended.values().removeIf(writer -> writer.volume() == volume);
            resumable.keySet().removeIf(blockId -> table.get(blockId) == null);
            writers.values().removeIf(writer -> {
                boolean affected = writer.volume() == volume;
                if (affected) {
                    writer.stop(reason);
                }
                return affected;
            });
        }
    }
}
