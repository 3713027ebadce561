package dev.cairnfs.client.pipeline;

import java.time.Duration;

/** How long to wait before the NameNode is asked again for what needs more replicas first: growing pauses, not for ever. */
final class ReplicationWait {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long MAX_PAUSE_MILLIS = 400;

    private final long limitMillis;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long pausedMillis;

    ReplicationWait(Duration limit) {
        this.limitMillis = limit.toMillis();
    }

    void reset() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        pausedMillis = 0;
    }

    boolean isOver() {
        return pausedMillis >= limitMillis;
    }

    /** All pauses so far. */
    long pausedMillis() {
        return pausedMillis;
    }

    long nextPauseMillis() {
        long pause = pauseMillis;
        pausedMillis += pause;
        pauseMillis = Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2);
        return pause;
    }
}
