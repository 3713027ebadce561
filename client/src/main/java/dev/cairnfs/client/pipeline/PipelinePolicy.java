package dev.cairnfs.client.pipeline;

import java.time.Duration;

/**
 * The numbers of the write path.
 *
 * @param maxPacketsInFlight sent and not acknowledged ({@code dfs.client.write.max-packets-in-flight})
 * @param setupRetries further tries after a first failed pipeline ({@code dfs.client.block.write.retries})
 * @param exclusion how long a failed DataNode is not asked for
 *     ({@code dfs.client.write.exclude.nodes.cache.expiry.interval.millis})
 * @param replicationWait how long in all a block is waited for that has not enough replicas yet
 */
public record PipelinePolicy(int maxPacketsInFlight, int setupRetries, Duration exclusion, Duration replicationWait) {
    /** HDFS 3.5's defaults; it waits 12.4 s and 25.2 s at most for replicas, we 30 s. */
    public static final PipelinePolicy STANDARD =
            new PipelinePolicy(80, 3, Duration.ofMinutes(10), Duration.ofSeconds(30));

    public PipelinePolicy {
        if (maxPacketsInFlight < 1 || setupRetries < 0) {
            throw new IllegalArgumentException("maxPacketsInFlight must be positive and setupRetries not negative");
        }
    }
}
