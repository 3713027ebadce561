package dev.cairnfs.simulation.net;

import dev.cairnfs.simulation.runtime.OsProcess;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A Netty server channel that takes simulated connections. */
public final class SimulatedServerChannel extends AbstractServerChannel implements Network.Listener {
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private @Nullable InetSocketAddress local;
    private boolean open = true;

    private SimulatedLoop loop() {
        return (SimulatedLoop) eventLoop();
    }

    @Override
    public OsProcess process() {
        return loop().process();
    }

    @Override
    public void accept(Endpoint endpoint) {
        loop().runHere(() -> {
            pipeline().fireChannelRead(new SimulatedChannel(this, endpoint));
            pipeline().fireChannelReadComplete();
        });
    }

    private String address() {
        InetSocketAddress bound = local;
        return process().host() + ":" + (bound == null ? 0 : bound.getPort());
    }

    @Override
    protected boolean isCompatible(EventLoop candidate) {
        return candidate instanceof SimulatedLoop;
    }

    @Override
    protected void doBind(SocketAddress address) {
        local = (InetSocketAddress) address;
        Network.get().listen(address(), this);
    }

    @Override
    protected void doClose() {
        open = false;
        if (local != null) {
            Network.get().stopListening(address(), this);
        }
    }

    @Override
    protected void doBeginRead() {}

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
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
        return open && local != null;
    }
}
