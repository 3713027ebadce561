package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaStore;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.Executor;

/**
 * What the sessions of all connections share.
 *
 * @param disk where file work is done; never the event loop
 */
record TransferContext(
        ReplicaStore store,
        TransferConfig config,
        Executor disk,
        Class<? extends SocketChannel> socketClass,
        ReplicaPusher pusher) {}
