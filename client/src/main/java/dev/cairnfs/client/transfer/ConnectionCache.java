package dev.cairnfs.client.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections whose DataNode waits for another operation; few, and only for a short time, because DataNodes close
 * them after 4 s. Thread-safe.
 */
public final class ConnectionCache implements Closeable {
    private final TransferContext context;
    /** Oldest first. */
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();

    private boolean closed;

    private record Idle(DatanodeConnection connection, long sinceNanos) {}

    public ConnectionCache(TransferContext context) {
        this.context = context;
    }

    /** The freshest idle connection to this transfer address, or null. */
    public @Nullable DatanodeConnection take(String transferAddress) {
        DatanodeConnection found = null;
        synchronized (this) {
            Iterator<Idle> newestFirst = idle.descendingIterator();
            while (newestFirst.hasNext() && found == null) {
                Idle entry = newestFirst.next();
                if (entry.connection().datanode().transferAddress().equals(transferAddress)) {
                    newestFirst.remove();
                    found = isExpired(entry) ? null : entry.connection();
                    if (found == null) {
                        entry.connection().close();
                    }
                }
            }
        }
        return found;
    }

    /** Keeps a connection for the next reader, or closes it. */
    public void give(DatanodeConnection connection) {
        List<DatanodeConnection> surplus = new ArrayList<>();
        synchronized (this) {
            if (closed || !isReusable(connection)) {
                surplus.add(connection);
            } else {
                idle.addLast(new Idle(connection, context.stallWatch().now()));
                if (idle.size() > context.settings().idleConnections()) {
                    surplus.add(idle.removeFirst().connection());
                }
            }
        }
        surplus.forEach(DatanodeConnection::close);
    }

    private static boolean isReusable(DatanodeConnection connection) {
        try {
            return connection.isReusable();
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes what waited too long; to be called about once a second. */
    public synchronized void sweep() {
        while (!idle.isEmpty() && isExpired(idle.getFirst())) {
            idle.removeFirst().connection().close();
        }
    }

    private boolean isExpired(Idle entry) {
        return context.stallWatch().now() - entry.sinceNanos()
                > context.settings().idleExpiry().toNanos();
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(entry -> entry.connection().close());
        idle.clear();
    }
}
