package dev.cairnfs.client.metadata;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides after each failed attempt of one call whether and when it is made again. Every attempt carries the same call id,
 * so a call that changes something may be repeated as well as one that only reads. No clock, no waiting; one thread.
 */
final class CallAttempts {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long MAX_PAUSE_MILLIS = 1000;

    private final String call;
    private final boolean changes;
    private final TransportSettings settings;
    private final DoubleSupplier random;
    private long silentSinceNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private int lost;
    private int refusals;
    private int safeModeRefusals;
    private long safeModeSinceNanos;

    /**
     * Begins with the first attempt.
     *
     * @param call for messages
     * @param changes whether it matters if the call was carried out
     * @param random numbers from 0 to 1
     */
    CallAttempts(String call, boolean changes, TransportSettings settings, DoubleSupplier random, long nowNanos) {
        this.call = call;
        this.changes = changes;
        this.settings = settings;
        this.random = random;
        this.silentSinceNanos = nowNanos;
    }

    /** The NameNode was not reached: the pause before the next attempt, in milliseconds, or the call's failure. */
    long unreached(IOException failure, long nowNanos) throws IOException {
        return afterSilence(failure, nowNanos);
    }

    /** The call may have arrived, but no answer came: the pause before the next attempt, or the call's failure. */
    long unanswered(IOException failure, long nowNanos) throws IOException {
        lost++;
        return afterSilence(failure, nowNanos);
    }

    private long afterSilence(IOException failure, long nowNanos) throws IOException {
        boolean windowOver =
                nowNanos - silentSinceNanos >= settings.retryWindow().toNanos();
        if (windowOver || lost >= settings.maxAttempts()) {
            if (lost > 0 && changes) {
                throw unknown(failure);
            }
            throw new IOException(call + " failed: " + failure.getMessage(), failure);
        }
        long pause = pauseMillis;
        pauseMillis = Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2);
        return pause;
    }

    private OutcomeUnknownException unknown(IOException failure) {
        return new OutcomeUnknownException(call + " was sent, but no answer came", failure);
    }

    /** The NameNode refused: the pause before the next attempt, in milliseconds, or the refusal where it is final. */
    long refused(HdfsException refusal, long nowNanos) throws IOException {
        // It is there: what was silent before counts no more.
        silentSinceNanos = nowNanos;
        pauseMillis = FIRST_PAUSE_MILLIS;
        RefusalRetries retries = settings.refusals();
        if (refusal.code() == ErrorCode.RETRIABLE) {
            if (refusals >= retries.retriesMax()) {
                // It says nothing of an attempt before it, whose answer was lost.
                throw lost > 0 && changes ? unknown(refusal) : refusal;
            }
            return varied(doubled(refusals++));
        }
        if (refusal.code() == ErrorCode.SAFE_MODE) {
            if (safeModeRefusals == 0) {
                safeModeSinceNanos = nowNanos;
            }
            Duration left = retries.safeModeWait().minusNanos(nowNanos - safeModeSinceNanos);
            if (left.isNegative() || left.isZero()) {
                throw refusal;
            }
            return Math.min(varied(doubled(safeModeRefusals++)), Math.max(1, left.toMillis()));
        }
        throw refusal;
    }

    private long doubled(int times) {
        RefusalRetries retries = settings.refusals();
        long max = retries.maxPause().toMillis();
        // More doublings would overflow, and the maximum is reached long before.
        long pause = retries.firstPause().toMillis() << Math.min(times, 20);
        return Math.min(max, pause);
    }

    private long varied(long millis) {
        return Math.max(1, Math.round(millis * (0.5 + random.getAsDouble())));
    }
}
