package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The block-transfer port: listens, and owns the event loops, the disk executor and outgoing copies. Any thread. */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
public final class TransferServer implements AutoCloseable {
    // Serial queues of transfers wait here, one entry for each at most; connections are bounded.
    private static final int DISK_THREADS = 16;
    private static final int PUSH_STREAMS = 4;
    private static final int RECEIVE_BUFFER_MIN = 2 << 10;
    private static final int RECEIVE_BUFFER_INITIAL = 64 << 10;
    private static final int RECEIVE_BUFFER_MAX = 512 << 10;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 2 << 20);

    private final TransferConfig config;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final ThreadPoolExecutor disk;
    private final ReplicaPusher pusher;
    private final TransferContext context;
    private final Class<? extends ServerChannel> serverClass;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Channel listening;

    public TransferServer(ReplicaStore store, TransferConfig config, BadBlockListener badBlocks) {
        this.config = config;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dn-accept", true), io);
        this.loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("dn-transfer", true), io);
        this.disk = new ThreadPoolExecutor(
                DISK_THREADS,
                DISK_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("dn-disk", true));
        disk.allowCoreThreadTimeOut(true);
        this.pusher = new ReplicaPusher(store, config, badBlocks, PUSH_STREAMS);
        Class<? extends SocketChannel> socketClass = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.serverClass = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.context = new TransferContext(store, config, disk, socketClass, pusher);
    }

    /** Begins to listen. */
    public void start() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(serverClass)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(
                                RECEIVE_BUFFER_MIN, RECEIVE_BUFFER_INITIAL, RECEIVE_BUFFER_MAX))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel);
                    }
                });
        try {
            listening = bootstrap
                    .bind(config.bindHost(), config.port())
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + config.bindHost() + ":" + config.port(), e);
        }
    }

    private void accepted(Channel channel) {
        if (connections.incrementAndGet() > config.connectionsMax()) {
            connections.decrementAndGet();
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        channel.pipeline().addLast(new TransferConnection(context, channel));
    }

    /** The port that the system chose, or the configured one. */
    public int port() {
        Channel current = listening;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) current.localAddress()).getPort();
    }

    /**
     * Copies a finished replica to each target.
     *
     * @param done gets an empty text, or what failed last; any thread
     */
    public void push(ExtendedBlock block, List<BlockLocation> targets, Consumer<String> done) {
        pusher.push(block, targets, "", done);
    }

    /** Open connections and outgoing copies, as heartbeats report them. */
    public int xceivers() {
        return connections.get() + pusher.active();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Channel current = listening;
        if (current != null) {
            current.close().syncUninterruptibly();
        }
        pusher.close();
        acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        disk.shutdown();
        try {
            disk.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
