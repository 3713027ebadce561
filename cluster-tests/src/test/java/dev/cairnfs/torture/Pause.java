package dev.cairnfs.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting: for a while, or for what other processes bring about. */
final class Pause {
    private static final long STEP_MILLIS = 50;

    private Pause() {}

    static void millis(long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    /** A condition that may fail while the cluster is in trouble; failing counts as not yet. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Asks until the condition holds; the limit is generous, since it is only reached by a bug. */
    static void until(String what, Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        IOException last = null;
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            millis(STEP_MILLIS);
        }
        throw new IOException("after " + limit.toSeconds() + " s still not so: " + what, last);
    }
}
