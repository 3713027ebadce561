package dev.cairnfs.simulation.net;

import dev.cairnfs.simulation.runtime.Hooks;
import dev.cairnfs.simulation.runtime.Kernel;
import dev.cairnfs.simulation.runtime.OsProcess;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** An event loop without a thread. */
final class SimulatedLoop extends AbstractEventExecutor implements EventLoop {
    private final SimulatedLoopGroup group;
    private final Kernel kernel;
    private final OsProcess process;

    SimulatedLoop(SimulatedLoopGroup group, Kernel kernel) {
        super(group);
        this.group = group;
        this.kernel = kernel;
        this.process = kernel.process();
    }

    OsProcess process() {
        return process;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public EventLoopGroup parent() {
        return group;
    }

    @Override
    public boolean inEventLoop() {
        return kernel.isInLoop(this);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return kernel.isInLoop(this);
    }

    @Override
    public void execute(Runnable task) {
        process.afterIn(this, 0, task);
    }

    /** Runs something that the network brings, as an event of this loop. */
    void runHere(Runnable task) {
        process.runIn(this, task);
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    /** A task for later. */
    private final class Timer<V> extends DefaultPromise<V> implements ScheduledFuture<V> {
        private final Callable<V> task;
        private final long dueMillis;

        Timer(Callable<V> task, long delayMillis) {
            super(SimulatedLoop.this);
            this.task = task;
            this.dueMillis = kernel.scheduler().nowMillis() + delayMillis;
            process.afterIn(SimulatedLoop.this, delayMillis, this::fire);
        }

        private void fire() {
            if (!setUncancellable()) {
                return;
            }
            try {
                setSuccess(task.call());
            } catch (Exception e) {
                setFailure(e);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueMillis - kernel.scheduler().nowMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
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
        return new Timer<>(task, Hooks.millis(unit, delay));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public boolean isShuttingDown() {
        return group.isShuttingDown();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public Future<?> terminationFuture() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public boolean isShutdown() {
        return group.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return group.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
