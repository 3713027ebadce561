package dev.cairnfs.simulation;

import dev.cairnfs.namenode.journal.Journal;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The real journal's segments, synced by the scheduler after a random delay. Ends with the process that it belongs to. */
final class SimulatedJournal implements Journal {
    private static final int SYNC_DELAY_MAX_MILLIS = 20;

    private final SegmentLog log;
    private final SimulatedProcess process;
    private final RandomGenerator random;
    private DurableListener listener = txid -> {};
    private boolean syncScheduled;

    SimulatedJournal(SegmentLog log, SimulatedProcess process, RandomGenerator random) {
        this.log = log;
        this.process = process;
        this.random = random;
    }

    @Override
    public void start(long nextTxid, DurableListener durableListener) {
        listener = durableListener;
        try {
            log.open(nextTxid);
        } catch (IOException e) {
            throw new InvariantViolation("the journal cannot be opened", e);
        }
    }

    @Override
    public void append(long firstTxid, List<EditRecord> records) {
        log.add(firstTxid, records);
        if (!syncScheduled) {
            syncScheduled = true;
            process.after(random.nextInt(SYNC_DELAY_MAX_MILLIS), this::sync);
        }
    }

    private void sync() {
        syncScheduled = false;
        try {
            listener.durable(log.sync());
        } catch (IOException e) {
            throw new InvariantViolation("the journal failed without a fault", e);
        }
    }

    @Override
    public CompletableFuture<Long> roll() {
        try {
            long first = log.roll();
            listener.durable(first - 1);
            return CompletableFuture.completedFuture(first);
        } catch (IOException e) {
            throw new InvariantViolation("the journal failed without a fault", e);
        }
    }

    @Override
    public void purgeBefore(long txid) {
        log.purgeBefore(txid);
    }

    @Override
    public void close() {
        sync();
    }
}
