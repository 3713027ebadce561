package dev.cairnfs.client.metadata;

import java.io.InterruptedIOException;

/** Time as those see it who try again after a while; tests have one that does not wait. */
public interface WaitingClock {
    /** The monotonic clock of this machine. */
    WaitingClock REAL = new WaitingClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(long millis) throws InterruptedIOException {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting");
            }
        }
    };

    /** Monotonic nanoseconds. */
    long nanos();

    /** Waits. */
    void pause(long millis) throws InterruptedIOException;
}
