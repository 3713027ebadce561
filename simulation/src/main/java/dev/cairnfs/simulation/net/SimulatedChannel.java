package dev.cairnfs.simulation.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Netty channel over a simulated connection. */
public final class SimulatedChannel extends AbstractChannel implements Endpoint.Receiver {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private @Nullable Endpoint endpoint;
    private @Nullable InetSocketAddress remote;
    private boolean open = true;
    private boolean readWanted;
    private boolean endArrived;
    private boolean reading;

    /** For a connection that is still to be made. */
    public SimulatedChannel() {
        super(null);
    }

    SimulatedChannel(Channel parent, Endpoint endpoint) {
        super(parent);
        this.endpoint = endpoint;
        this.remote = InetSocketAddress.createUnresolved(endpoint.peerHost(), 0);
    }

    private SimulatedLoop loop() {
        return (SimulatedLoop) eventLoop();
    }

    /** To be called when the channel is registered. */
    private void hear(Endpoint connected) {
        endpoint = connected;
        connected.setReceiver(this);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new ConnectingUnsafe();
    }

    private final class ConnectingUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress address, SocketAddress local, ChannelPromise promise) {
            if (!promise.setUncancellable()) {
                return;
            }
            InetSocketAddress to = (InetSocketAddress) address;
            remote = to;
            loop().schedule(
                            () -> {
                                if (promise.tryFailure(new ConnectTimeoutException("connection timed out: " + to))) {
                                    close(voidPromise());
                                }
                            },
                            config.getConnectTimeoutMillis(),
                            TimeUnit.MILLISECONDS)
                    .isDone();
            Network.get()
                    .connect(
                            loop().process(), to.getAddress().getHostAddress(), to.getPort(), new Network.Connecting() {
                                @Override
                                public boolean isWanted() {
                                    return open && !promise.isDone();
                                }

                                @Override
                                public void connected(Endpoint made) {
                                    loop().runHere(() -> established(made, promise));
                                }

                                @Override
                                public void refused() {
                                    loop().runHere(() -> {
                                        if (promise.tryFailure(new ConnectException("Connection refused: " + to))) {
                                            close(voidPromise());
                                        }
                                    });
                                }
                            });
        }

        private void established(Endpoint made, ChannelPromise promise) {
            endpoint = made;
            if (!promise.trySuccess()) {
                close(voidPromise());
                return;
            }
            pipeline().fireChannelActive();
            made.setReceiver(SimulatedChannel.this);
        }

        void writeOn() {
            flush0();
        }

        void closeNow() {
            close(voidPromise());
        }
    }

    @Override
    protected boolean isCompatible(EventLoop candidate) {
        return candidate instanceof SimulatedLoop;
    }

    @Override
    @SuppressWarnings("deprecation") // The one with a promise calls this one, and keeps the promise.
    protected void doRegister() {
        Endpoint accepted = endpoint;
        if (accepted != null) {
            loop().execute(() -> {
                if (open) {
                    hear(accepted);
                }
            });
        }
    }

    // What arrives, in events of the process, but outside of the loop.

    @Override
    public void arrived(byte[] bytes) {
        loop().runHere(() -> {
            unread.add(bytes);
            readOn();
        });
    }

    @Override
    public void ended() {
        loop().runHere(() -> {
            endArrived = true;
            readOn();
        });
    }

    @Override
    public void reset() {
        loop().runHere(() -> {
            if (open) {
                unread.clear();
                pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
                ((ConnectingUnsafe) unsafe()).closeNow();
            }
        });
    }

    @Override
    public void mayWrite() {
        loop().runHere(() -> {
            if (open) {
                ((ConnectingUnsafe) unsafe()).writeOn();
            }
        });
    }

    private void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            boolean any = false;
            while (open && readWanted && !unread.isEmpty()) {
                readWanted = config.isAutoRead();
                deliver(unread.removeFirst());
                any = true;
            }
            if (any && open) {
                pipeline().fireChannelReadComplete();
            }
        } finally {
            reading = false;
        }
        if (open && endArrived && unread.isEmpty()) {
            ((ConnectingUnsafe) unsafe()).closeNow();
        }
    }

    private void deliver(byte[] bytes) {
        Endpoint from = endpoint;
        if (from != null) {
            from.consumed(bytes.length);
        }
        ChannelPipeline pipeline = pipeline();
        // Not always in the pieces in which it was sent.
        int cut = bytes.length > 1 && Network.get().kernel().chance(100)
                ? 1 + Network.get().kernel().random().nextInt(bytes.length - 1)
                : bytes.length;
        pipeline.fireChannelRead(buffer(bytes, 0, cut));
        if (cut < bytes.length) {
            pipeline.fireChannelRead(buffer(bytes, cut, bytes.length));
        }
    }

    private ByteBuf buffer(byte[] bytes, int from, int to) {
        return config.getAllocator().directBuffer(to - from).writeBytes(Arrays.copyOfRange(bytes, from, to));
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
        if (!unread.isEmpty() || endArrived) {
            loop().execute(this::readOn);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        Endpoint to = endpoint;
        if (to == null) {
            throw new IOException("not connected");
        }
        while (true) {
            Object message = out.current();
            if (message == null) {
                return;
            }
            if (to.isWindowFull()) {
                // mayWrite comes when it is so no more.
                return;
            }
            if (message instanceof ByteBuf buffer) {
                byte[] bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                send(to, bytes);
            } else if (message instanceof FileRegion region) {
                sendRegion(to, region);
            } else {
                ReferenceCountUtil.release(message);
                throw new UnsupportedOperationException("cannot send a " + message.getClass());
            }
            out.remove();
        }
    }

    private static void send(Endpoint to, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            to.send(bytes);
        }
    }

    private static void sendRegion(Endpoint to, FileRegion region) throws IOException {
        WritableByteChannel channel = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                send(to, bytes);
                return bytes.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        while (region.transferred() < region.count()) {
            if (region.transferTo(channel, region.transferred()) <= 0) {
                throw new IOException("the file is shorter than it was");
            }
        }
    }

    @Override
    protected void doClose() {
        open = false;
        Endpoint ends = endpoint;
        if (ends != null) {
            ends.close();
        }
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("clients are not bound");
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && endpoint != null;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}
