package dev.cairnfs.client.metadata;

import java.time.Duration;

/**
 * How calls are repeated that the NameNode refuses for now: RetriableException, for example because it is too busy, and
 * SafeModeException. The pauses double, and vary by half around that, so that clients which were refused together do not
 * come back together.
 *
 * @param retriesMax how often a call is repeated after a RetriableException ({@code dfs.client.retry.max.attempts}, 10)
 * @param firstPause the first pause ({@code dfs.client.failover.sleep.base.millis}, 500 ms)
 * @param maxPause no pause is longer, but for its variation ({@code dfs.client.failover.sleep.max.millis}, 15 s)
 * @param safeModeWait how long a call waits for the end of safe mode; zero hands the refusal on at once
 */
public record RefusalRetries(int retriesMax, Duration firstPause, Duration maxPause, Duration safeModeWait) {
    /** For programs: they would rather wait while a NameNode starts. */
    public static final RefusalRetries STANDARD =
            new RefusalRetries(10, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(60));

    /** For those who repeat by themselves. */
    public static final RefusalRetries NONE =
            new RefusalRetries(0, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ZERO);

    public RefusalRetries {
        if (retriesMax < 0 || firstPause.isNegative() || firstPause.isZero() || safeModeWait.isNegative()) {
            throw new IllegalArgumentException("retries, pauses and waits must not be negative");
        }
        if (maxPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("the longest pause is shorter than the first one");
        }
    }

    /** The same without waiting for the end of safe mode, for those whose own callers wait. */
    public RefusalRetries withoutSafeModeWait() {
        return new RefusalRetries(retriesMax, firstPause, maxPause, Duration.ZERO);
    }
}
