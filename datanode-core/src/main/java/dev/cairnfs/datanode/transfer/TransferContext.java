package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaStore;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the sessions of all connections share.
 *
 * @param disk where file work is done; never the event loop
 * @param recoveries where replicas are taken over and cut, which may have to wait for file work
 * @param slow whether the NameNode finds this DataNode slow
 */
record TransferContext(
        ReplicaStore store,
        TransferConfig config,
        DiskExecutor disk,
        DiskExecutor recoveries,
        Class<? extends SocketChannel> socketClass,
        ReplicaPusher pusher,
        PeerLatencies peers,
        AtomicBoolean slow,
        Resolver resolver) {

    /** Finds the address of a DataNode that was named; may block. */
    @FunctionalInterface
    interface Resolver {
        /** The address, unresolved when there is none of that name. */
        InetSocketAddress resolve(String host, int port);
    }
}
