package dev.cairnfs.namenode.journal;

import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in local directories. Its thread {@code nn-journal} takes everything that waits, writes it, syncs once, and
 * tells the listener; meanwhile the next batches gather.
 */
public final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    private final SegmentLog log;
    private final long waitingBytesMax;
    private final JournalFailure failure;
    private final LongConsumer syncNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private List<Entry> waiting = new ArrayList<>();
    private List<Entry> taken = new ArrayList<>();
    private long waitingBytes;
    private boolean closing;
    private volatile boolean failed;
    private @Nullable Thread thread;

    /** What waits for the thread. Exactly one of the three is meant. */
    private record Entry(
            long txid, List<EditRecord> records, @Nullable CompletableFuture<Long> roll) {
        boolean isPurge() {
            return roll == null && records.isEmpty();
        }

        void refuse(Throwable cause) {
            if (roll != null) {
                roll.completeExceptionally(cause);
            }
        }
    }

    /** Without measuring. */
    public FileJournal(SegmentLog log, JournalSettings settings, JournalFailure failure) {
        this(log, settings, failure, nanos -> {});
    }

    /**
     * The log is this object's from now on.
     *
     * @param syncNanos hears on {@code nn-journal} how long each sync took
     */
    public FileJournal(SegmentLog log, JournalSettings settings, JournalFailure failure, LongConsumer syncNanos) {
        this.syncNanos = syncNanos;
        this.log = log;
        this.waitingBytesMax = settings.waitingBytesMax();
        this.failure = failure;
    }

    @Override
    public void start(long nextTxid, DurableListener listener) {
        try {
            log.open(nextTxid);
        } catch (IOException e) {
            fail("The journal cannot be opened", e);
            return;
        }
        thread = new Thread(() -> run(listener), "nn-journal");
        thread.start();
    }

    @Override
    public void append(long firstTxid, List<EditRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        long bytes = 0;
        for (EditRecord record : records) {
            bytes += record.getSerializedSize() + SegmentFormat.FRAME_EXTRA_BYTES;
        }
        lock.lock();
        try {
            while (waitingBytes > 0 && waitingBytes + bytes > waitingBytesMax && !failed) {
                room.awaitUninterruptibly();
            }
            waitingBytes += bytes;
            enqueue(new Entry(firstTxid, records, null));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Long> roll() {
        CompletableFuture<Long> rolled = new CompletableFuture<>();
        lock.lock();
        try {
            enqueue(new Entry(0, List.of(), rolled));
        } finally {
            lock.unlock();
        }
        return rolled;
    }

    @Override
    public void purgeBefore(long txid) {
        lock.lock();
        try {
            enqueue(new Entry(txid, List.of(), null));
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Entry entry) {
        if (closing) {
            throw new IllegalStateException("the journal is closed");
        }
        // After a failure nothing is taken any more, and nothing will ever be durable: the process is halting.
        if (failed) {
            entry.refuse(new IOException("the journal has failed"));
            return;
        }
        waiting.add(entry);
        work.signal();
    }

    private void run(DurableListener listener) {
        try {
            while (take()) {
                for (Entry entry : taken) {
                    handle(entry, listener);
                }
                long before = System.nanoTime();
                long durable = log.sync();
                syncNanos.accept(System.nanoTime() - before);
                listener.durable(durable);
                taken.clear();
            }
            log.close();
        } catch (IOException | RuntimeException | Error e) {
            fail("The journal failed", e);
        }
    }

    /** Waits for work. False when the journal is closed and nothing waits any more. */
    private boolean take() {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closing) {
                    return false;
                }
                work.awaitUninterruptibly();
            }
            List<Entry> full = waiting;
            waiting = taken;
            taken = full;
            waitingBytes = 0;
            room.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void handle(Entry entry, DurableListener listener) throws IOException {
        CompletableFuture<Long> roll = entry.roll();
        if (roll != null) {
            long first = log.roll();
            listener.durable(first - 1);
            roll.complete(first);
        } else if (entry.isPurge()) {
            log.purgeBefore(entry.txid());
        } else {
            log.add(entry.txid(), entry.records());
        }
    }

    private void fail(String what, Throwable cause) {
        lock.lock();
        try {
            failed = true;
            waiting.addAll(taken);
            waiting.forEach(entry -> entry.refuse(cause));
            waiting.clear();
            waitingBytes = 0;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        failure.failed(what, cause);
    }

    /** How it stands; any thread may ask. */
    public JournalStatus status() {
        return log.status();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Interrupted while the journal was closing; what was appended may still be on its way");
        }
    }
}
