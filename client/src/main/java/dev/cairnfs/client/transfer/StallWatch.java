package dev.cairnfs.client.transfer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends socket operations that take too long. Blocking channels have no time-out of their own; each connection notes
 * when its running operation began, and a periodic sweep closes those that are overdue, which wakes their threads with
 * an exception. Thread-safe.
 */
public final class StallWatch {
    private final LongSupplier nanoClock;
    private final Set<DatanodeConnection> connections = ConcurrentHashMap.newKeySet();

    public StallWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void add(DatanodeConnection connection) {
        connections.add(connection);
    }

    void remove(DatanodeConnection connection) {
        connections.remove(connection);
    }

    /** Closes every connection whose running operation is overdue; to be called about once a second. */
    public void sweep() {
        long now = now();
        for (DatanodeConnection connection : connections) {
            connection.closeIfStalled(now);
        }
    }
}
