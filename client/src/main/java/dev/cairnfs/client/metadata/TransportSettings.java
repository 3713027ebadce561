package dev.cairnfs.client.metadata;

import java.time.Duration;

/**
 * How the client talks HTTP to the NameNode.
 *
 * @param connectTimeout for one attempt to connect
 * @param responseTimeout how long one attempt waits for its answer
 * @param retryWindow how long an unreachable NameNode is tried again, counted from the call's start
 * @param maxAttempts attempts that may have reached the NameNode; all carry the same call id
 * @param maxConnections pooled connections; a call waits for one when all are busy
 * @param refusals how calls are repeated that the NameNode refuses for now
 */
public record TransportSettings(
        Duration connectTimeout,
        Duration responseTimeout,
        Duration retryWindow,
        int maxAttempts,
        int maxConnections,
        RefusalRetries refusals) {
    public static final TransportSettings STANDARD = new TransportSettings(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10), 3, 64, RefusalRetries.STANDARD);

    public TransportSettings {
        if (maxAttempts < 1 || maxConnections < 1) {
            throw new IllegalArgumentException("maxAttempts and maxConnections must be at least 1");
        }
        if (connectTimeout.isNegative()
                || connectTimeout.isZero()
                || responseTimeout.isNegative()
                || responseTimeout.isZero()
                || retryWindow.isNegative()) {
            throw new IllegalArgumentException("time-outs must be positive");
        }
    }

    /** The same with another way to repeat refused calls. */
    public TransportSettings withRefusals(RefusalRetries retries) {
        return new TransportSettings(
                connectTimeout, responseTimeout, retryWindow, maxAttempts, maxConnections, retries);
    }
}
