package dev.cairnfs.simulation.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A scheduled thread pool in virtual time: each run of a task is a fiber of its own. */
public class SimulatedTimers extends ScheduledThreadPoolExecutor {
    private final List<Timer<?>> timers = new ArrayList<>();
    private final OsProcess owner = Kernel.get().process();
    private boolean shut;
    private int running;

    public SimulatedTimers(int core) {
        super(core);
    }

    public SimulatedTimers(int core, ThreadFactory threads) {
        super(core, threads);
    }

    private final class Timer<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final Runnable periodic;
        private final long periodMillis;
        private final boolean fromTheEnd;
        private long dueMillis;

        Timer(Callable<V> once, Runnable periodic, long delayMillis, long periodMillis, boolean fromTheEnd) {
            super(once);
            this.periodic = periodic;
            this.periodMillis = periodMillis;
            this.fromTheEnd = fromTheEnd;
            timers.add(this);
            plan(delayMillis);
        }

        private void plan(long delayMillis) {
            dueMillis = Kernel.get().scheduler().nowMillis() + delayMillis;
            owner.after(delayMillis, () -> {
                if (!isDone() && !(shut && periodMillis > 0)) {
                    owner.spawn("timer", this::fire);
                } else {
                    timers.remove(this);
                }
            });
        }

        private void fire() {
            if (isDone()) {
                timers.remove(this);
                return;
            }
            running++;
            try {
                if (periodMillis == 0) {
                    timers.remove(this);
                    run();
                } else {
                    long begun = Kernel.get().scheduler().nowMillis();
                    periodic.run();
                    long now = Kernel.get().scheduler().nowMillis();
                    plan(fromTheEnd ? periodMillis : Math.max(0, begun + periodMillis - now));
                }
            } finally {
                running--;
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueMillis - Kernel.get().scheduler().nowMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
        }
    }

    private void checkOpen() {
        if (shut) {
            throw new RejectedExecutionException("shut down");
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    task.run();
                    return Boolean.TRUE;
                },
                delay,
                unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        checkOpen();
        return new Timer<>(task, () -> {}, Hooks.millis(unit, delay), 0, false);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        checkOpen();
        return new Timer<>(() -> Boolean.TRUE, task, Hooks.millis(unit, delay), Hooks.millis(unit, period), false);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long period, TimeUnit unit) {
        checkOpen();
        return new Timer<>(() -> Boolean.TRUE, task, Hooks.millis(unit, delay), Hooks.millis(unit, period), true);
    }

    @Override
    public void execute(Runnable task) {
        var unused = schedule(task, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        List.copyOf(timers).forEach(timer -> timer.cancel(false));
        timers.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && running == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return Hooks.awaitTrue(unit.toMillis(timeout), this::isTerminated);
    }
}
