package dev.cairnfs.client.transfer;

import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.wire.DataTransferFrames;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.Parser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blocking connection to one DataNode, with an input buffer of its own. One thread uses it at a time; only {@link
 * #close} may come from another one.
 */
public final class DatanodeConnection implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(DatanodeConnection.class);
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final DatanodeId datanode;
    private final SocketChannel channel;
    private final StallWatch watch;
    private final BufferPool buffers;
    /** Used only to ask how much has arrived. */
    private final InputStream arrivals;
    /** Between position and limit: what was received and not consumed. */
    private ByteBuffer input;

    /** Held during a send, so that what another thread sends beside the owner comes between its frames. */
    private final Object sending = new Object();

    private volatile long timeoutNanos;
    /** When the running operation began; 0 while none runs. */
    private volatile long busySince;

    private volatile boolean stalled;

    private DatanodeConnection(DatanodeId datanode, SocketChannel channel, TransferContext context, int inputCapacity)
            throws IOException {
        this.datanode = datanode;
        this.arrivals = channel.socket().getInputStream();
        this.channel = channel;
        this.watch = context.stallWatch();
        this.buffers = context.buffers();
        this.input = buffers.take(inputCapacity).limit(0);
        this.timeoutNanos = context.settings().socketTimeout().toNanos();
    }

    /** Connects to a DataNode's transfer port. */
    public static DatanodeConnection open(DatanodeId datanode, TransferContext context, int inputCapacity)
            throws IOException {
        return open(datanode, context, inputCapacity, context.settings().connectTimeout());
    }

    /** As the other one, but waits no longer than {@code patience} for the connection, if that is less than usual. */
    public static DatanodeConnection open(
            DatanodeId datanode, TransferContext context, int inputCapacity, Duration patience) throws IOException {
        InetSocketAddress address = new InetSocketAddress(datanode.host(), datanode.transferPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException("DataNode " + datanode.transferAddress());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // The socket's view of the channel is the one that knows a connect time-out.
            long usual = Math.min(
                    Integer.MAX_VALUE, context.settings().connectTimeout().toMillis());
            // 0 would mean no time-out.
            int millis = (int) Math.min(usual, Math.max(1, patience.toMillis()));
            channel.socket().connect(address, millis);
            DatanodeConnection connection = new DatanodeConnection(datanode, channel, context, inputCapacity);
            context.stallWatch().add(connection);
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public DatanodeId datanode() {
        return datanode;
    }

    /** How long a single send or receive may block from now on. */
    public void setTimeout(Duration timeout) {
        timeoutNanos = timeout.toNanos();
    }

    /** Sends everything that remains in the buffers, in order. */
    public void send(ByteBuffer[] source, int count) throws IOException {
        begin();
        try {
            synchronized (sending) {
                writeAll(source, count);
            }
        } catch (ClosedChannelException e) {
            throw closedWhileBusy(e);
        } finally {
            busySince = 0;
        }
    }

    private void writeAll(ByteBuffer[] source, int count) throws IOException {
        int from = 0;
        while (from < count) {
            channel.write(source, from, count - from);
            while (from < count && !source[from].hasRemaining()) {
                from++;
            }
        }
    }

    /**
     * Sends while the owner's thread waits in another operation, whose time-out this does not prolong; blocks, at the
     * latest until that time-out closes the connection.
     *
     * @param wanted asked when nobody else can send any more
     * @return whether it was still wanted
     */
    public boolean sendBeside(byte[] bytes, BooleanSupplier wanted) throws IOException {
        synchronized (sending) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            writeAll(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, 1);
            return true;
        }
    }

    public void send(byte[] bytes) throws IOException {
        send(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, 1);
    }

    /** Whether something can be read without blocking. */
    public boolean hasInput() throws IOException {
        return input.hasRemaining() || arrivals.available() > 0;
    }

    /**
     * Blocks until so many bytes are buffered, and returns the buffer: they lie from its position on. Consume them by
     * moving the position. The buffer is valid until the next call.
     *
     * @throws EOFException when the DataNode closes first
     */
    public ByteBuffer require(int bytes) throws IOException {
        return require(bytes, input.capacity());
    }

    /**
     * As {@link #require(int)}, but takes at most {@code lookahead} bytes more from the socket: what follows the asked
     * bytes has to be moved within the buffer later, so a reader of large frames asks for no more than the next one's
     * header.
     */
    public ByteBuffer require(int bytes, int lookahead) throws IOException {
        if (input.remaining() < bytes) {
            receive(bytes, lookahead);
        }
        return input;
    }

    private void receive(int bytes, int lookahead) throws IOException {
        makeRoom(bytes);
        int kept = input.remaining();
        input.compact();
        input.limit(Math.min(input.capacity(), bytes + lookahead));
        begin();
        try {
            while (kept < bytes) {
                int count = channel.read(input);
                if (count < 0) {
                    throw new EOFException("DataNode " + datanode.transferAddress() + " closed the connection");
                }
                kept += count;
            }
        } catch (ClosedChannelException e) {
            throw closedWhileBusy(e);
        } finally {
            busySince = 0;
            input.flip();
        }
    }

    private void makeRoom(int bytes) {
        if (bytes > input.capacity()) {
            ByteBuffer larger = buffers.take(bytes);
            larger.put(input).flip();
            buffers.give(input);
            input = larger;
        }
    }

    /** Reads a message with its length before it. */
    public <M extends MessageLite> M readMessage(Parser<M> parser) throws IOException {
        int size = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = require(1).get();
            size |= (next & 0x7F) << shift;
            if (next >= 0) {
                break;
            }
            if (shift >= 28) {
                throw new IOException("a message length has more than five bytes");
            }
        }
        ByteBuffer in = require(DataTransferFrames.checkedMessageSize(size));
        byte[] bytes = new byte[size];
        in.get(bytes);
        return DataTransferFrames.parse(parser, bytes);
    }

    private void begin() {
        long now = watch.now();
        // 0 means idle, and a clock may well show it.
        busySince = now == 0 ? 1 : now;
    }

    private IOException closedWhileBusy(ClosedChannelException e) {
        if (!stalled) {
            return e;
        }
        SocketTimeoutException timeout =
                new SocketTimeoutException("DataNode " + datanode.transferAddress() + " did not answer in time");
        timeout.initCause(e);
        return timeout;
    }

    void closeIfStalled(long now) {
        long since = busySince;
        if (since != 0 && now - since > timeoutNanos) {
            stalled = true;
            closeChannel();
        }
    }

    /** Whether it can carry another operation: open, and nothing unexpected in its buffers. */
    public boolean isReusable() throws IOException {
        return channel.isOpen() && !hasInput();
    }

    /** Closes the socket at once, from any thread; the buffer stays with the thread that uses the connection. */
    public void abort() {
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing depends on it any more: the descriptor is gone either way.
            LOG.debug("closing the connection to {}", datanode, e);
        }
    }

    @Override
    public void close() {
        watch.remove(this);
        closeChannel();
        if (input.capacity() > 0) {
            buffers.give(input);
            input = EMPTY;
        }
    }
}
