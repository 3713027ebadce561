package dev.cairnfs.datanode.transfer;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for file work. An operation begins only while few tasks wait; what it does later is always taken, because
 * refusing it would leave a replica half done. Each operation has at most two tasks under way, and the second one follows
 * the first: so no more tasks can wait than the limit and the open operations together. Any thread.
 */
final class DiskExecutor implements Executor, AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 5;

    // Bounded by begin(), see above.
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads;
    private final int waitingMax;

    /** @param waitingMax with so many tasks waiting no operation begins */
    DiskExecutor(int threadCount, int waitingMax) {
        this("dn-disk", threadCount, waitingMax);
    }

    DiskExecutor(String threadName, int threadCount, int waitingMax) {
        this.waitingMax = waitingMax;
        this.threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                new DefaultThreadFactory(threadName, true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs the first task of an operation; false, and nothing runs, when too much waits already. */
    boolean begin(Runnable task) {
        if (waiting.size() >= waitingMax) {
            return false;
        }
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** Runs a further task of an operation that has begun; after the close it is the caller who does it. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** What an operation is answered that cannot begin. */
    String refusal() {
        return "Too many operations wait for the disks of this DataNode, the limit is " + waitingMax;
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
