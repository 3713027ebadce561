package dev.cairnfs.datanode.namenode;

import java.util.concurrent.TimeUnit;

/**
 * What is due in the talk with the NameNode: first to register, then a full report, then heartbeats, and a full report now
 * and then. Pure: it is handed the time, in nanoseconds of a monotonic clock. One thread.
 */
final class ActorSchedule {
    private static final long BACKOFF_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** A NameNode that is just starting is there in seconds, and everybody waits for its DataNodes. */
    private static final int PROMPT_RETRIES = 25;

    private static final long BACKOFF_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(3000);

    private boolean registered;
    private boolean reportWanted;
    private long heartbeatNanos;
    private long reportNanos;
    private long heartbeatAt;
    private long reportAt;
    private long retryAt;
    private int failures;

    ActorSchedule(long now) {
        retryAt = now;
    }

    /** The steps of the talk. */
    enum Step {
        REGISTER,
        REPORT,
        HEARTBEAT,
        WAIT
    }

    Step next(long now) {
        if (failures > 0 && now - retryAt < 0) {
            return Step.WAIT;
        }
        if (!registered) {
            return Step.REGISTER;
        }
        if (reportWanted || now - reportAt >= 0) {
            return Step.REPORT;
        }
        return now - heartbeatAt >= 0 ? Step.HEARTBEAT : Step.WAIT;
    }

    /** How long there is nothing to do. */
    long waitNanos(long now) {
        if (next(now) != Step.WAIT) {
            return 0;
        }
        long wait = failures > 0 ? Math.max(0, retryAt - now) : Long.MAX_VALUE;
        if (failures == 0) {
            wait = Math.min(heartbeatAt - now, reportAt - now);
        }
        return wait;
    }

    void registered(long now, long heartbeatIntervalMillis, long reportIntervalMillis) {
        registered = true;
        reportWanted = true;
        failures = 0;
        heartbeatNanos = TimeUnit.MILLISECONDS.toNanos(heartbeatIntervalMillis);
        reportNanos = TimeUnit.MILLISECONDS.toNanos(reportIntervalMillis);
        heartbeatAt = now;
        reportAt = now + reportNanos;
    }

    void reported(long now) {
        failures = 0;
        reportWanted = false;
        reportAt = now + reportNanos;
    }

    void heartbeatAnswered(long now) {
        failures = 0;
        heartbeatAt = now + heartbeatNanos;
    }

    /** A step failed; it is tried again, soon at first, and then later each time. */
    void failed(long now) {
        failures++;
        long backoff = BACKOFF_MIN_NANOS << Math.max(0, Math.min(failures - PROMPT_RETRIES, 10));
        retryAt = now + Math.min(backoff, BACKOFF_MAX_NANOS);
    }

    /** The NameNode does not know us (any more). */
    void mustRegister() {
        registered = false;
    }

    void mustReport() {
        reportWanted = true;
    }

    void mustHeartbeat(long now) {
        heartbeatAt = now;
    }

    boolean isRegistered() {
        return registered;
    }
}
