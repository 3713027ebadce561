package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.SlowPeer;
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
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The block-transfer port: listens, and owns the event loops, the disk executor and outgoing copies. Any thread. */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
public final class TransferServer implements AutoCloseable {
    private static final int DISK_THREADS = 16;
    private static final int RECOVERY_THREADS = 8;
    private static final int RECOVERIES_WAITING_MAX = 1000;
    // So many connections beyond the limit are told why they are refused; more are closed without a word.
    private static final int REFUSED_MAX = 64;
    private static final int PUSH_STREAMS = 4;
    private static final int RECEIVE_BUFFER_MIN = 2 << 10;
    private static final int RECEIVE_BUFFER_INITIAL = 64 << 10;
    private static final int RECEIVE_BUFFER_MAX = 512 << 10;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 2 << 20);

    private final TransferConfig config;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final DiskExecutor disk;
    private final DiskExecutor recoveries =
            new DiskExecutor("dn-replica-recovery", RECOVERY_THREADS, RECOVERIES_WAITING_MAX);
    private final ReplicaPusher pusher;
    private final TransferContext context;
    private final Class<? extends ServerChannel> serverClass;
    private final AtomicInteger connections = new AtomicInteger();
    private final AcceptedChannels accepted = new AcceptedChannels();
    private final PeerLatencies peers = new PeerLatencies(PeerLatencies.Rules.STANDARD, System::nanoTime);
    private final AtomicBoolean slow = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Channel listening;

    public TransferServer(ReplicaStore store, TransferConfig config, BadBlockListener badBlocks) {
        this(store, config, badBlocks, new DiskExecutor(DISK_THREADS, config.connectionsMax()), InetSocketAddress::new);
    }

    TransferServer(
            ReplicaStore store,
            TransferConfig config,
            BadBlockListener badBlocks,
            DiskExecutor disk,
            TransferContext.Resolver resolver) {
        this.config = config;
        this.disk = disk;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dn-accept", true), io);
        this.loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("dn-transfer", true), io);
        this.pusher = new ReplicaPusher(store, config, badBlocks, PUSH_STREAMS);
        Class<? extends SocketChannel> socketClass = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.serverClass = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.context = new TransferContext(store, config, disk, recoveries, socketClass, pusher, peers, slow, resolver);
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
        accepted.add(channel);
        int open = connections.incrementAndGet();
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (open > config.connectionsMax() + REFUSED_MAX) {
            channel.close();
            return;
        }
        TransferConnection connection = new TransferConnection(context, channel);
        if (open > config.connectionsMax()) {
            connection.refuseEverything(
                    "Xceiver count " + open + " exceeds the limit of concurrent xceivers: " + config.connectionsMax());
        }
        channel.pipeline().addLast(connection);
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

    /** DataNodes that take far longer than others to acknowledge what this one sends them. */
    public List<SlowPeer> slowPeers() {
        return peers.slowPeers();
    }

    /** From now on acks say whether this DataNode is slow, as the NameNode finds. */
    public void markSlow(boolean isSlow) {
        slow.set(isSlow);
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
        tellConnections();
        closeAccepted();
        // While the event loops still run: what was received is written, and that ends with a word to the session.
        recoveries.close();
        disk.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void tellConnections() {
        for (Channel channel : accepted.open()) {
            TransferConnection connection = channel.pipeline().get(TransferConnection.class);
            if (connection != null) {
                connection.loop().execute(connection::stopping);
            }
        }
    }

    /**
     * An event loop that ends closes its channels first, and then may still take over one that was just accepted: nobody
     * would ever close that one, and its client would wait in vain.
     */
    private void closeAccepted() {
        awaitLoops();
        accepted.close();
        awaitLoops();
    }

    /** Everything that the event loops have been given by now is done. */
    private void awaitLoops() {
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
    }
}
