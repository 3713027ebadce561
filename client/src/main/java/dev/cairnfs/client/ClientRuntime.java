package dev.cairnfs.client;

import dev.cairnfs.client.lease.LeaseHolder;
import dev.cairnfs.client.lease.LeaseRenewer;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.client.read.SuspectNodes;
import dev.cairnfs.client.transfer.BufferPool;
import dev.cairnfs.client.transfer.ConnectionCache;
import dev.cairnfs.client.transfer.StallWatch;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.client.write.SocketConnector;
import dev.cairnfs.client.write.WriteContext;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all users of one client share: connections, buffers, the lease renewer, and four timer threads: one that ends
 * stalled socket operations and must never wait itself, one for leases, one for word of files that were given up, one for the
 * open pipelines' heartbeats.
 */
final class ClientRuntime implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientRuntime.class);
    private static final int TIMERS = 4;
    /** How long a client that is closed waits until the NameNode knows of files that were given up. */
    private static final long LAST_CALL_SECONDS = 5;

    private final ClientSettings settings;
    private final ClientProtocol nameNode;
    private final Closeable transport;
    private final TransferContext transfer;
    private final WriteContext write;
    private final ConnectionCache connections;
    private final SuspectNodes suspects = new SuspectNodes();
    private final LeaseRenewer leases;
    private final ScheduledThreadPoolExecutor timers;

    ClientRuntime(ClientSettings settings, ClientProtocol nameNode, Closeable transport) {
        this.settings = settings;
        this.nameNode = nameNode;
        this.transport = transport;
        this.transfer = new TransferContext(
                settings.transfer(),
                new BufferPool(settings.transfer().pooledBufferBytes()),
                new StallWatch(System::nanoTime));
        this.write = new WriteContext(
                nameNode,
                new SocketConnector(transfer, settings.write().checksum()),
                transfer.buffers(),
                settings.transfer().socketTimeout().dividedBy(2),
                WaitingClock.REAL);
        this.connections = new ConnectionCache(transfer);
        this.leases = new LeaseRenewer(nameNode);
        this.timers = new ScheduledThreadPoolExecutor(TIMERS, daemonThreads());
        everySecond("stall watch", transfer.stallWatch()::sweep);
        everySecond("lease renewer", () -> leases.tick(System.nanoTime()));
        everySecond("word of files that were given up", () -> leases.tellDue(System.nanoTime()));
        everySecond("pipeline heartbeats", () -> {
            connections.sweep();
            leases.keepAlive(System.nanoTime());
        });
    }

    private static ThreadFactory daemonThreads() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "cairn-client-timer-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void everySecond(String what, Runnable task) {
        var unused = timers.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // A periodic task that throws is never run again, and all later leases would be lost.
                        LOG.error("the client's {} failed and is tried again", what, e);
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** In a timer's thread, which can be left behind where the NameNode does not answer. */
    private void tellGivenUp() {
        timers.execute(() -> leases.tellGivenUp(System.nanoTime()));
        timers.shutdown();
        try {
            if (!timers.awaitTermination(LAST_CALL_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("the NameNode did not hear of all files that were given up: they are open to the hard limit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    ClientSettings settings() {
        return settings;
    }

    ClientProtocol nameNode() {
        return nameNode;
    }

    TransferContext transfer() {
        return transfer;
    }

    WriteContext write() {
        return write;
    }

    ConnectionCache connections() {
        return connections;
    }

    SuspectNodes suspects() {
        return suspects;
    }

    LeaseRenewer leases() {
        return leases;
    }

    @Override
    public void close() throws IOException {
        List<LeaseHolder> open = leases.openFiles();
        open.forEach(file -> {
            file.abort("the client was closed");
            leases.closed(file);
        });
        if (leases.hasGivenUp() && !timers.isShutdown()) {
            tellGivenUp();
        }
        timers.shutdownNow();
        connections.close();
        transport.close();
    }
}
