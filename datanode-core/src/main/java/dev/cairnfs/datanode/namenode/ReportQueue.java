package dev.cairnfs.datanode.namenode;

import dev.cairnfs.shared.model.ReplicaChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be told in incremental reports. Of several changes of a replica only the last counts. Received and deleted
 * replicas are told at once; that a replica is being received is told along with the next of them. Any thread.
 */
public final class ReportQueue {
    /** With more than this waiting, all is dropped and a full report asked for. */
    static final int CHANGES_MAX = 100_000;

    private static final int BATCH_MAX = 1000;
    private static final int OTHERS_MAX = 1000;

    private final Map<Key, ReplicaChange> changes = new LinkedHashMap<>();
    private final List<NameNodePort.BadBlock> badBlocks = new ArrayList<>();
    private final List<NameNodePort.NodeError> errors = new ArrayList<>();
    private int urgent;
    private boolean overflowed;
    private boolean closed;

    private record Key(long blockId, String storageId) {
        static Key of(ReplicaChange change) {
            return new Key(change.block().blockId(), change.storageId());
        }
    }

    /** What is sent together. */
    record Batch(
            List<ReplicaChange> changes, List<NameNodePort.BadBlock> badBlocks, List<NameNodePort.NodeError> errors) {
        boolean isEmpty() {
            return changes.isEmpty() && badBlocks.isEmpty() && errors.isEmpty();
        }
    }

    public synchronized void add(ReplicaChange change) {
        ReplicaChange before = changes.remove(Key.of(change));
        if (before != null && isUrgent(before)) {
            urgent--;
        }
        changes.put(Key.of(change), change);
        if (isUrgent(change)) {
            urgent++;
            notifyAll();
        }
        if (changes.size() > CHANGES_MAX) {
            changes.clear();
            urgent = 0;
            overflowed = true;
        }
    }

    private static boolean isUrgent(ReplicaChange change) {
        return change.kind() != ReplicaChange.Kind.RECEIVING;
    }

    /** Reports a corrupt replica; dropped when too many wait, because the next reader will find it again. */
    public synchronized void addBadBlock(NameNodePort.BadBlock block) {
        if (badBlocks.size() < OTHERS_MAX && !badBlocks.contains(block)) {
            badBlocks.add(block);
            notifyAll();
        }
    }

    /** Reports an error; dropped when too many wait, because heartbeats tell of failed volumes too. */
    public synchronized void addError(NameNodePort.NodeError error) {
        if (errors.size() < OTHERS_MAX) {
            errors.add(error);
            notifyAll();
        }
    }

    /** Waits until something is to be told at once, or the queue is closed. */
    synchronized void await() throws InterruptedException {
        while (urgent == 0 && badBlocks.isEmpty() && errors.isEmpty() && !closed) {
            wait();
        }
    }

    /** Takes the oldest changes and all the rest; possibly nothing. */
    synchronized Batch take() {
        List<ReplicaChange> taken = new ArrayList<>(Math.min(changes.size(), BATCH_MAX));
        var entries = changes.values().iterator();
        while (entries.hasNext() && taken.size() < BATCH_MAX) {
            ReplicaChange change = entries.next();
            taken.add(change);
            if (isUrgent(change)) {
                urgent--;
            }
            entries.remove();
        }
        Batch batch = new Batch(taken, List.copyOf(badBlocks), List.copyOf(errors));
        badBlocks.clear();
        errors.clear();
        return batch;
    }

    /** Puts back what could not be told, unless something newer is known. */
    synchronized void putBack(Batch batch) {
        Map<Key, ReplicaChange> newer = new LinkedHashMap<>(changes);
        changes.clear();
        batch.changes().forEach(change -> changes.put(Key.of(change), change));
        newer.forEach((key, change) -> {
            changes.remove(key);
            changes.put(key, change);
        });
        urgent = (int) changes.values().stream().filter(ReportQueue::isUrgent).count();
        badBlocks.addAll(0, batch.badBlocks());
        errors.addAll(0, batch.errors());
    }

    /** True once after changes were dropped: only a full report tells all now. */
    synchronized boolean takeOverflow() {
        boolean was = overflowed;
        overflowed = false;
        return was;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
