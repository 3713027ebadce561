package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted connection: passes what happens to its current phase, and closes it when it is silent for too long. */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class TransferConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(TransferConnection.class);

    private final TransferContext context;
    private final Channel channel;
    private Phase phase;
    private boolean open = true;
    private long lastHeardNanos;
    private @Nullable Future<?> silenceCheck;

    TransferConnection(TransferContext context, Channel channel) {
        this.context = context;
        this.channel = channel;
        this.phase = new OperationPhase(this);
    }

    TransferContext context() {
        return context;
    }

    Channel channel() {
        return channel;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /** To be called before anything comes: the first operation is answered with this. */
    void refuseEverything(String reason) {
        phase = new RefusingPhase(this, reason);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastHeardNanos = System.nanoTime();
        scheduleSilenceCheck();
    }

    /** Runs something on the event loop, unless that has ended because this DataNode stops; any thread. */
    void onLoop(Runnable task) {
        onLoop(task, () -> {});
    }

    /** @param ended runs instead, on this thread, when the loop has ended: it releases what the task would take over */
    void onLoop(Runnable task, Runnable ended) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException stopping) {
            ended.run();
        }
    }

    /** Changes the phase. */
    void enter(Phase next) {
        phase = next;
        lastHeardNanos = System.nanoTime();
        if (open) {
            scheduleSilenceCheck();
        } else {
            next.closed();
        }
    }

    /** From now on it is the other side's turn again: its silence begins to count. */
    void expectMore() {
        lastHeardNanos = System.nanoTime();
    }

    /** Waits for the next operation. */
    void enterOperationPhase() {
        enter(new OperationPhase(this));
    }

    /** This DataNode stops in order. */
    void stopping() {
        if (open) {
            phase.stopping();
        }
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        lastHeardNanos = System.nanoTime();
        ByteBuf in = (ByteBuf) message;
        if (open) {
            deliver(in);
        } else {
            in.release();
        }
    }

    /** Gives bytes to the current phase; they are released whatever happens. */
    void deliver(ByteBuf in) throws HdfsException {
        phase.received(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (open) {
            phase.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (open) {
            phase.writabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (open) {
            open = false;
            Future<?> check = silenceCheck;
            if (check != null) {
                check.cancel(false);
            }
            phase.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof HdfsException) {
            log.info("Closing {}: {}", channel.remoteAddress(), cause.getMessage());
        } else if (cause instanceof IOException) {
            log.debug("Closing {}", channel.remoteAddress(), cause);
        } else {
            log.error("Closing {}", channel.remoteAddress(), cause);
        }
        close();
    }

    /** Sends a message with its length before it; the caller flushes. */
    void write(MessageLite message) {
        channel.write(Unpooled.wrappedBuffer(DataTransferFrames.encodeDelimited(message)), channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** Sends the end of an answer, and waits for the next operation. */
    void answer(MessageLite message) {
        write(message);
        flush();
        enterOperationPhase();
    }

    /** Sends a last message and closes when it is out. */
    void writeAndClose(MessageLite message) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(DataTransferFrames.encodeDelimited(message)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    void close() {
        channel.close();
    }

    private void scheduleSilenceCheck() {
        Future<?> before = silenceCheck;
        if (before != null) {
            before.cancel(false);
        }
        long allowed = TimeUnit.MILLISECONDS.toNanos(phase.silenceMaxMillis());
        // The phase may allow less later, and so the check comes at least this often.
        long often = TimeUnit.MILLISECONDS.toNanos(context.config().readTimeoutMillis());
        long left = Math.min(often, allowed - (System.nanoTime() - lastHeardNanos));
        silenceCheck = loop().schedule(this::checkSilence, Math.max(left, 1), TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (!open) {
            return;
        }
        long allowed = TimeUnit.MILLISECONDS.toNanos(phase.silenceMaxMillis());
        if (System.nanoTime() - lastHeardNanos >= allowed) {
            log.debug("Closing {}: silent for {} ms", channel.remoteAddress(), phase.silenceMaxMillis());
            close();
        } else {
            scheduleSilenceCheck();
        }
    }
}
