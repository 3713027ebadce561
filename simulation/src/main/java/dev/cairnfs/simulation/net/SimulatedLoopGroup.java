package dev.cairnfs.simulation.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** What woven classes get for a group of event loops: their tasks are events of the scheduler. */
public final class SimulatedLoopGroup extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private int next;
    private boolean shut;

    public SimulatedLoopGroup(int threads, ThreadFactory factory, IoHandlerFactory io) {
        for (int i = 0; i < threads; i++) {
            loops.add(new SimulatedLoop(this, Network.get().kernel()));
        }
    }

    public SimulatedLoopGroup(int threads, IoHandlerFactory io) {
        this(threads, Thread::new, io);
    }

    @Override
    public EventLoop next() {
        next = (next + 1) % loops.size();
        return loops.get(next);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return new ArrayList<EventExecutor>(loops).iterator();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Netty asks for it.
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    public boolean isShuttingDown() {
        return shut;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        shut = true;
        return terminationFuture();
    }

    @Override
    public Future<?> terminationFuture() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    @Deprecated
    public void shutdown() {
        shut = true;
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shut;
    }
}
