package dev.cairnfs.datanode.recovery;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the DataNodes of a block at the same time, and waits for all together no longer than a round may take: one that
 * hangs must not use up the time that the NameNode gives an attempt. Any thread.
 */
final class CallRound implements AutoCloseable {
    private static final int THREADS = 32;

    // What waits is bounded by the recoveries that run, each with one round under way.
    private final ExecutorService threads;
    private final int maxMillis;

    CallRound(int maxMillis) {
        this.maxMillis = maxMillis;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "dn-recovery-call");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** What a call gave, or why it gave nothing. */
    record Outcome<T extends @Nullable Object>(
            @Nullable T value, @Nullable IOException failure) {}

    /**
     * Makes all calls.
     *
     * @return the outcome of each, in their order
     */
    <T extends @Nullable Object> List<Outcome<T>> run(List<? extends Callable<T>> calls) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
        List<Future<T>> under = new ArrayList<>();
        try {
            for (Callable<T> call : calls) {
                under.add(threads.submit(call));
            }
        } catch (RejectedExecutionException closing) {
            IOException failure = new IOException("this DataNode stops", closing);
            return calls.stream().map(call -> new Outcome<T>(null, failure)).toList();
        }
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Future<T> call : under) {
            outcomes.add(await(call, deadline));
        }
        return outcomes;
    }

    private <T extends @Nullable Object> Outcome<T> await(Future<T> call, long deadline) {
        try {
            return new Outcome<>(call.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS), null);
        } catch (TimeoutException e) {
            // One that runs is not interrupted: that would close files of this DataNode under it.
            call.cancel(false);
            return new Outcome<>(null, new IOException("no answer within " + maxMillis + " ms", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel(false);
            return new Outcome<>(null, new InterruptedIOException("this DataNode stops"));
        } catch (ExecutionException e) {
            return new Outcome<>(null, e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
