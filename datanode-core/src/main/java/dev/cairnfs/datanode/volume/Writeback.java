package dev.cairnfs.datanode.volume;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/**
 * Pushes the data of a replica that is being written to the disk in the background, so that the sync at its end has little
 * left to do. The replica's writer calls; the store's threads sync.
 */
final class Writeback {
    static final long BYTES = 8 << 20;

    private enum State {
        IDLE,
        QUEUED,
        RUNNING
    }

    private final ReplicaStore store;
    private final Volume volume;
    private final FileChannel data;
    private final Consumer<IOException> failed;
    private final Object lock = new Object();

    // Under the lock.
    private State state = State.IDLE;
    /** Up to here it was begun; the writer's alone. */
    private long from;

    /**
     * @param length how much of the replica is there already
     * @param failed hears of a sync that failed, after which the volume is not used any more
     */
    Writeback(ReplicaStore store, Volume volume, FileChannel data, long length, Consumer<IOException> failed) {
        this.store = store;
        this.volume = volume;
        this.data = data;
        this.from = length;
        this.failed = failed;
    }

    /** The replica has this length now. */
    void grown(long length) {
        if (!store.config().syncOnClose() || length - from < BYTES || !turn(State.IDLE, State.QUEUED)) {
            return;
        }
        from = length;
        if (!store.runWriteback(this::run)) {
            turn(State.QUEUED, State.IDLE);
        }
    }

    private boolean turn(State before, State after) {
        synchronized (lock) {
            if (state != before) {
                return false;
            }
            state = after;
            lock.notifyAll();
            return true;
        }
    }

    private void run() {
        if (!turn(State.QUEUED, State.RUNNING)) {
            return;
        }
        try {
            store.config().diskSync().sync(data);
        } catch (ClosedChannelException ended) {
            // The replica was abandoned meanwhile.
            return;
        } catch (IOException e) {
            failed.accept(store.volumeFault(volume, e));
        } finally {
            turn(State.RUNNING, State.IDLE);
        }
    }

    /**
     * Calls off one that waits, and waits for one that runs. The kernel reports a lost page to one sync only: were that the
     * write-back's, a sync beside it would pass before the failure is known.
     */
    void end() throws InterruptedIOException {
        synchronized (lock) {
            if (state == State.QUEUED) {
                state = State.IDLE;
            }
            while (state == State.RUNNING) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while a replica was being written back");
                }
            }
        }
    }
}
