package dev.cairnfs.datanode.volume;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Background work on volumes: deletions, which all happen; write-backs, which may be left out when there are too many; and
 * scans, one at a time.
 */
final class VolumeWorkers implements AutoCloseable {
    private static final int QUEUED_MAX = 1000;
    private static final int WRITEBACK_THREADS = 4;
    private static final long CLOSE_SECONDS = 10;

    private final ThreadPoolExecutor deletions = pool("dn-delete", 1, new ThreadPoolExecutor.CallerRunsPolicy());
    private final ThreadPoolExecutor writebacks =
            pool("dn-writeback", WRITEBACK_THREADS, new ThreadPoolExecutor.AbortPolicy());

    private final ThreadPoolExecutor scans = pool("dn-scan", 1, new ThreadPoolExecutor.DiscardPolicy());
    private final AtomicBoolean scanning = new AtomicBoolean();

    private static ThreadPoolExecutor pool(String name, int threads, RejectedExecutionHandler whenFull) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED_MAX),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                whenFull);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs a deletion later, or at once when too many wait. */
    void delete(Runnable task) {
        deletions.execute(task);
    }

    /** False when too many wait already: then nothing will run. */
    boolean writeback(Runnable task) {
        try {
            writebacks.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Runs a scan, unless one is running. */
    void scan(Runnable task) {
        if (scanning.compareAndSet(false, true)) {
            scans.execute(() -> {
                try {
                    task.run();
                } finally {
                    scanning.set(false);
                }
            });
        }
    }

    @Override
    public void close() {
        scans.shutdownNow();
        deletions.shutdown();
        writebacks.shutdown();
        try {
            if (!deletions.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                deletions.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
