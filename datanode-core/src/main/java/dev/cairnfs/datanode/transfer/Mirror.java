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
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.jspecify.annotations.Nullable;

/** The connection to the next DataNode of a pipeline, on the event loop of the connection from the one before. */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class Mirror extends ChannelInboundHandlerAdapter {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 2 << 20);

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

    private Mirror(Listener listener, boolean expectsAnswer) {
        this.listener = listener;
        this.expectsAnswer = expectsAnswer;
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
        Mirror mirror = new Mirror(listener, expectsAnswer);
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
        } else {
            listener.mirrorWritabilityChanged();
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
