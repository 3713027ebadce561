package dev.cairnfs.datanode.transfer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections that others have opened, in the order in which they were accepted. Once it is closed, it closes what is
 * still added. Any thread.
 */
final class AcceptedChannels {
    // The order makes an orderly stop the same each time it is simulated; Netty's ChannelGroup has a random one.
    private final Set<Channel> channels = new LinkedHashSet<>();
    private boolean closed;

    /** Keeps the channel until it is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // The channel tells its own listeners.
    void add(Channel channel) {
        if (keep(channel)) {
            channel.closeFuture().addListener(ended -> remove(channel));
        } else {
            channel.close();
        }
    }

    private synchronized boolean keep(Channel channel) {
        return !closed && channels.add(channel);
    }

    private synchronized void remove(Channel channel) {
        channels.remove(channel);
    }

    /** Those that are open now. */
    synchronized List<Channel> open() {
        return List.copyOf(channels);
    }

    private synchronized List<Channel> end() {
        closed = true;
        return List.copyOf(channels);
    }

    /** Closes all, and waits for it; not in an event loop. */
    void close() {
        // All at once: one whose event loop is busy does not hold up the others.
        List<ChannelFuture> closing = end().stream().map(Channel::close).toList();
        closing.forEach(ChannelFuture::syncUninterruptibly);
    }
}
