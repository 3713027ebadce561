package dev.cairnfs.simulation.net;

import dev.cairnfs.simulation.runtime.Fiber;
import dev.cairnfs.simulation.runtime.Kernel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A blocking socket: fibers wait in it without the baton. */
public final class SimulatedSocketChannel extends SocketChannel implements Endpoint.Receiver {
    private final Network network;
    private final Kernel kernel;
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private final ArrayDeque<Fiber> waiting = new ArrayDeque<>();
    private @Nullable SimulatedSocket socket;
    private @Nullable Endpoint endpoint;
    private @Nullable InetSocketAddress remote;
    private boolean refused;
    private boolean endArrived;
    private boolean wasReset;
    private boolean outputShut;

    SimulatedSocketChannel(Network network) {
        super(SelectorProvider.provider());
        this.network = network;
        this.kernel = network.kernel();
        kernel.process().atDeath(this::wakeAll);
    }

    /** In place of {@link SocketChannel#open()}. */
    public static SocketChannel openHere() {
        return new SimulatedSocketChannel(Network.get());
    }

    private void wakeAll() {
        waiting.forEach(Fiber::unpark);
    }

    private void await(long millis) throws IOException {
        Fiber fiber = kernel.fiber();
        if (fiber == null) {
            throw new IllegalStateException("an event loop would block on a socket");
        }
        waiting.add(fiber);
        try {
            fiber.park(millis);
        } finally {
            waiting.remove(fiber);
        }
        if (isOpen() && fiber.isInterrupted()) {
            close();
            throw new ClosedByInterruptException();
        }
        if (!isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    private void checkOpen() throws IOException {
        kernel.checkAlive();
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    void connect(InetSocketAddress address, int timeoutMillis) throws IOException {
        checkOpen();
        remote = address;
        InetAddress host = address.getAddress();
        network.connect(kernel.process(), host.getHostAddress(), address.getPort(), new Network.Connecting() {
            @Override
            public boolean isWanted() {
                return isOpen() && endpoint == null && !refused;
            }

            @Override
            public void connected(Endpoint made) {
                endpoint = made;
                made.setReceiver(SimulatedSocketChannel.this);
                wakeAll();
            }

            @Override
            public void refused() {
                refused = true;
                wakeAll();
            }
        });
        long end = kernel.scheduler().nowMillis() + (timeoutMillis == 0 ? 120_000 : timeoutMillis);
        while (endpoint == null) {
            if (refused) {
                throw new ConnectException("Connection refused");
            }
            long left = end - kernel.scheduler().nowMillis();
            if (left <= 0) {
                refused = true;
                throw new SocketTimeoutException("Connect timed out");
            }
            await(left);
        }
    }

    @Override
    public boolean connect(SocketAddress address) throws IOException {
        connect((InetSocketAddress) address, 0);
        return true;
    }

    private Endpoint connected() {
        Endpoint made = endpoint;
        if (made == null) {
            throw new NotYetConnectedException();
        }
        return made;
    }

    int available() throws IOException {
        checkOpen();
        if (wasReset && arrived.isEmpty()) {
            throw new SocketException("Connection reset");
        }
        return arrived.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return read(into, -1);
    }

    /** @param timeoutMillis negative: none */
    int read(ByteBuffer into, long timeoutMillis) throws IOException {
        checkOpen();
        Endpoint from = connected();
        long end = kernel.scheduler().nowMillis() + timeoutMillis;
        while (arrived.isEmpty()) {
            if (wasReset) {
                throw new SocketException("Connection reset");
            }
            if (endArrived) {
                return -1;
            }
            if (!isBlocking()) {
                return 0;
            }
            long left = timeoutMillis < 0 ? -1 : end - kernel.scheduler().nowMillis();
            if (timeoutMillis >= 0 && left <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            await(left);
        }
        int count = 0;
        while (into.hasRemaining() && !arrived.isEmpty()) {
            ByteBuffer first = arrived.getFirst();
            int part = Math.min(into.remaining(), first.remaining());
            into.put(first.slice(first.position(), part));
            first.position(first.position() + part);
            count += part;
            if (!first.hasRemaining()) {
                arrived.removeFirst();
            }
        }
        from.consumed(count);
        return count;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]);
            }
        }
        return 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        checkOpen();
        Endpoint to = connected();
        while (to.isWindowFull() && !to.isBroken()) {
            await(-1);
        }
        if (outputShut) {
            throw new ClosedChannelException();
        }
        // Not always all at once.
        int count = kernel.chance(100) ? 1 + kernel.random().nextInt(Math.max(1, from.remaining())) : from.remaining();
        byte[] bytes = new byte[Math.min(count, from.remaining())];
        from.get(bytes);
        if (bytes.length > 0) {
            to.send(bytes);
        }
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (from[i].hasRemaining()) {
                total += write(from[i]);
            }
        }
        return total;
    }

    // Events.

    @Override
    public void arrived(byte[] bytes) {
        arrived.add(ByteBuffer.wrap(bytes));
        wakeAll();
    }

    @Override
    public void ended() {
        endArrived = true;
        wakeAll();
    }

    @Override
    public void reset() {
        wasReset = true;
        arrived.clear();
        wakeAll();
    }

    @Override
    public void mayWrite() {
        wakeAll();
    }

    @Override
    protected void implCloseSelectableChannel() {
        Endpoint open = endpoint;
        if (open != null) {
            open.close();
        }
        wakeAll();
    }

    @Override
    protected void implConfigureBlocking(boolean block) {}

    @Override
    public Socket socket() {
        SimulatedSocket made = socket;
        if (made == null) {
            made = new SimulatedSocket(this);
            socket = made;
        }
        return made;
    }

    @Override
    public boolean isConnected() {
        return endpoint != null;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public SocketChannel bind(@Nullable SocketAddress local) {
        return this;
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> name) {
        return null;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketChannel shutdownInput() {
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() {
        outputShut = true;
        connected().close();
        return this;
    }

    @Override
    public @Nullable SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return new InetSocketAddress(0);
    }
}
