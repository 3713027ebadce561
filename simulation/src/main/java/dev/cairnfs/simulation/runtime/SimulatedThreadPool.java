package dev.cairnfs.simulation.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread pool whose workers are fibers; each ends when nothing waits. */
public class SimulatedThreadPool extends ThreadPoolExecutor {
    private final List<Fiber> workers = new ArrayList<>();
    private int active;
    private boolean shut;

    public SimulatedThreadPool(int core, int max, long keepAlive, TimeUnit unit, BlockingQueue<Runnable> queue) {
        this(core, max, keepAlive, unit, queue, Thread::new, new AbortPolicy());
    }

    public SimulatedThreadPool(
            int core, int max, long keepAlive, TimeUnit unit, BlockingQueue<Runnable> queue, ThreadFactory threads) {
        this(core, max, keepAlive, unit, queue, threads, new AbortPolicy());
    }

    public SimulatedThreadPool(
            int core,
            int max,
            long keepAlive,
            TimeUnit unit,
            BlockingQueue<Runnable> queue,
            RejectedExecutionHandler handler) {
        this(core, max, keepAlive, unit, queue, Thread::new, handler);
    }

    public SimulatedThreadPool(
            int core,
            int max,
            long keepAlive,
            TimeUnit unit,
            BlockingQueue<Runnable> queue,
            ThreadFactory threads,
            RejectedExecutionHandler handler) {
        super(core, max, keepAlive, unit, queue, threads, handler);
    }

    @Override
    public void execute(Runnable task) {
        Kernel.get().checkAlive();
        if (shut) {
            getRejectedExecutionHandler().rejectedExecution(task, this);
        } else if (workers.size() < getCorePoolSize()) {
            startWorker(task);
        } else if (!getQueue().offer(task)) {
            if (workers.size() < getMaximumPoolSize()) {
                startWorker(task);
            } else {
                getRejectedExecutionHandler().rejectedExecution(task, this);
            }
        } else if (workers.isEmpty()) {
            startWorker(null);
        }
    }

    private void startWorker(@Nullable Runnable first) {
        workers.add(Kernel.get().process().spawn("pool", () -> work(first)));
    }

    private void work(@Nullable Runnable first) {
        try {
            Runnable task = first != null ? first : getQueue().poll();
            while (task != null) {
                active++;
                try {
                    task.run();
                } finally {
                    active--;
                }
                task = getQueue().poll();
            }
        } finally {
            workers.remove(Kernel.get().fiber());
        }
    }

    @Override
    public int getActiveCount() {
        return active;
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        List<Runnable> left = new ArrayList<>();
        getQueue().drainTo(left);
        List.copyOf(workers).forEach(Fiber::interrupt);
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && workers.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return Hooks.awaitTrue(unit.toMillis(timeout), this::isTerminated);
    }
}
