package dev.cairnfs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes bring about. */
final class Await {
    private Await() {}

    /** A condition that may fail while the cluster is in trouble; failing counts as not yet. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Asks until the condition holds; the limit is generous, since it is only reached by a bug. */
    static void until(String what, Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        IOException last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new IOException("after " + limit + " still not so: " + what, last);
    }
}
