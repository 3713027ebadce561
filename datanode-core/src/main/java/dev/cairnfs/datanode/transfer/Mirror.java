package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferOp;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the next DataNode of a pipeline, on the event loop of the connection from the one before.
 *
 * <p>A DataNode that hangs says nothing and closes nothing. Whoever is next to it has to notice first: everybody further
 * up waits a little longer, the client longest, and would blame the one next to itself. As the writer's heartbeats are
 * answered, too, a mirror that can answer is never silent for so long.
 */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class Mirror extends ChannelInboundHandlerAdapter {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 2 << 20);
    /** HDFS's {@code READ_TIMEOUT_EXTENSION}: added for each DataNode behind, whose answers come through the mirror. */
    private static final int MILLIS_PER_TARGET = 5_000;

    private static final int CHECKS_PER_LIMIT = 8;

    /** Hears what comes from downstream; on the event loop. */
    interface Listener {
        /** The mirror's answer to the operation: its part of the pipeline stands, or not. */
        void mirrorAnswered(BlockOpResponseProto answer);

        void mirrorAcknowledged(PipelineAckProto ack) throws HdfsException;

        /** May take more packets, or no more for now. */
        void mirrorWritabilityChanged();

        /** Cannot be reached, or broke off. Called at most once, and not after {@link #close}. */
        void mirrorFailed(String reason);
    }

    private final Listener listener;
    private final boolean expectsAnswer;
    private final DelimitedDecoder decoder = new DelimitedDecoder();
    private @Nullable Channel channel;
    // What is to follow the operation, while the connection is not there yet.
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
    private boolean connected;
    private boolean answered;
    private boolean ended;
    private final long silenceMaxNanos;
    private long lastHeardNanos;

    private Mirror(Listener listener, boolean expectsAnswer, long silenceMaxMillis) {
        this.listener = listener;
        this.expectsAnswer = expectsAnswer;
        this.silenceMaxNanos = TimeUnit.MILLISECONDS.toNanos(silenceMaxMillis);
    }

    /**
     * Finds the address of a request's next DataNode.
     *
     * @param found gets it on the event loop, perhaps unresolved
     */
    static void locate(TransferConnection upstream, WriteRequest request, Consumer<InetSocketAddress> found) {
        String host = request.mirrorHost();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            found.accept(new InetSocketAddress(host, request.mirrorPort()));
            return;
        }
        TransferContext context = upstream.context();
        // Resolving a name can block.
        context.disk().execute(() -> {
            InetSocketAddress address = context.resolver().resolve(host, request.mirrorPort());
            upstream.onLoop(() -> found.accept(address));
        });
    }

    /**
     * Connects and sends the operation.
     *
     * @param expectsAnswer whether the operation is answered before packets are sent
     */
    static Mirror connect(
            TransferConnection upstream,
            InetSocketAddress address,
            OpWriteBlockProto operation,
            boolean expectsAnswer,
            Listener listener) {
        long silenceMaxMillis = upstream.context().config().readTimeoutMillis()
                + (long) MILLIS_PER_TARGET * operation.getTargetsCount();
        Mirror mirror = new Mirror(listener, expectsAnswer, silenceMaxMillis);
        ChannelFuture connecting = new Bootstrap()
                .group(upstream.loop())
                .channel(upstream.context().socketClass())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        upstream.context().config().connectTimeoutMillis())
                .handler(mirror)
                .connect(address);
        mirror.channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                mirror.fail("cannot be reached: " + done.cause());
                return;
            }
            mirror.connected(connecting.channel(), operation);
        });
        return mirror;
    }

    private void connected(Channel connection, OpWriteBlockProto operation) {
        connected = true;
        byte[] bytes = DataTransferFrames.encodeOp(DataTransferOp.WRITE_BLOCK, operation);
        connection.write(Unpooled.wrappedBuffer(bytes), connection.voidPromise());
        for (ByteBuf next = early.poll(); next != null; next = early.poll()) {
            connection.write(next, connection.voidPromise());
        }
        connection.flush();
        if (ended) {
            close();
            return;
        }
        if (expectsAnswer) {
            lastHeardNanos = System.nanoTime();
            checkLater(connection);
        }
        listener.mirrorWritabilityChanged();
    }

    private void checkLater(Channel connection) {
        connection
                .eventLoop()
                .schedule(
                        () -> checkSilence(connection),
                        Math.max(1, silenceMaxNanos / CHECKS_PER_LIMIT),
                        TimeUnit.NANOSECONDS);
    }

    private void checkSilence(Channel connection) {
        if (ended) {
            return;
        }
        if (System.nanoTime() - lastHeardNanos >= silenceMaxNanos) {
            fail("was silent for " + TimeUnit.NANOSECONDS.toMillis(silenceMaxNanos) + " ms");
        } else {
            checkLater(connection);
        }
    }

    /** Takes the bytes over; they go out with the next flush. */
    void write(ByteBuf bytes) {
        Channel current = channel;
        if (ended || current == null) {
            bytes.release();
        } else if (!connected) {
            early.add(bytes);
        } else {
            current.write(bytes, current.voidPromise());
        }
    }

    void flush() {
        Channel current = channel;
        if (connected && !ended && current != null) {
            current.flush();
        }
    }

    /** False while what was written has not gone out. */
    boolean isWritable() {
        Channel current = channel;
        return ended || current == null || (connected ? current.isWritable() : early.isEmpty());
    }

    /** Ends the connection once everything written is out, also what waits for the connection to be there. */
    void close() {
        ended = true;
        Channel current = channel;
        if (connected && current != null) {
            current.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> current.close());
        }
    }

    /** Ends the connection now. */
    void abort() {
        ended = true;
        dropEarly();
        Channel current = channel;
        if (current != null) {
            current.close();
        }
    }

    private void dropEarly() {
        early.forEach(ByteBuf::release);
        early.clear();
    }

    private void fail(String reason) {
        boolean tell = !ended;
        abort();
        if (tell) {
            listener.mirrorFailed(reason);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        ByteBuf in = (ByteBuf) message;
        lastHeardNanos = System.nanoTime();
        try {
            while (in.isReadable() && !ended) {
                if (!nextMessage(in)) {
                    return;
                }
            }
        } finally {
            in.release();
        }
    }

    private boolean nextMessage(ByteBuf in) throws HdfsException {
        if (expectsAnswer && !answered) {
            BlockOpResponseProto answer = decoder.next(in, BlockOpResponseProto.parser());
            if (answer == null) {
                return false;
            }
            answered = true;
            listener.mirrorAnswered(answer);
            return true;
        }
        PipelineAckProto ack = decoder.next(in, PipelineAckProto.parser());
        if (ack == null) {
            return false;
        }
        listener.mirrorAcknowledged(ack);
        return true;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ended) {
            listener.mirrorWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause.toString());
    }
}
