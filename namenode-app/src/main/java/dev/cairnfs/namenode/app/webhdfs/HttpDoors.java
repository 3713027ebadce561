package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.shared.model.DatanodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which DataNodes' HTTP ports take connections just now. Heartbeats tell of a death only after half a minute, but a
 * client that is sent to a dead node fails at once: so a node is asked before a redirect names it. An outcome holds for
 * a moment, so that thousands of redirects in a second cost few connections. Threads may share it; at most one of them
 * asks a node at a time, the others wait for its outcome.
 */
final class HttpDoors {
    /** Asks one node; may take as long as a connection attempt may. */
    interface Probe {
        boolean connects(String host, int port);
    }

    /** How long a node that took a connection is trusted: the gap in which a crash is not seen. */
    static final long OPEN_NANOS = 50_000_000L;
    /** How long one that did not is passed over: longer, for a host that is gone costs a whole time-out each time. */
    static final long CLOSED_NANOS = 1_000_000_000L;

    static final int DOORS_MAX = 10_000;

    private final Probe probe;
    private final LongSupplier nanoClock;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /**
     * Remembers nothing yet.
     *
     * @param nanoClock a monotonic clock
     */
    HttpDoors(Probe probe, LongSupplier nanoClock) {
        this.probe = probe;
        this.nanoClock = nanoClock;
    }

    /** Whether the node's HTTP port takes connections, as of a moment ago at the most. */
    boolean open(DatanodeId node) {
        if (doors.size() >= DOORS_MAX) {
            // Addresses come and go with registrations; what is forgotten is asked again.
            doors.clear();
        }
        return doors.computeIfAbsent(node.host() + ':' + node.httpPort(), address -> new Door())
                .open(node);
    }

    int remembered() {
        return doors.size();
    }

    private final class Door {
        private boolean asked;
        private boolean open;
        private long askedNanos;

        synchronized boolean open(DatanodeId node) {
            long now = nanoClock.getAsLong();
            if (!asked || now - askedNanos >= (open ? OPEN_NANOS : CLOSED_NANOS)) {
                open = probe.connects(node.host(), node.httpPort());
                askedNanos = nanoClock.getAsLong();
                asked = true;
            }
            return open;
        }
    }
}
