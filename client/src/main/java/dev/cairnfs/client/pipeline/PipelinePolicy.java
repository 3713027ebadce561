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
 * @param replacement whether a lost DataNode is replaced
 * @param recoveriesMax how often a pipeline is built anew without a packet acknowledged in between
 *     ({@code dfs.client.pipeline.recovery.max-retries})
 * @param restartWait how long a restarting DataNode is waited for ({@code dfs.client.datanode-restart.timeout})
 * @param slowAcksMax after so many acknowledgements in a row that call a DataNode slow it is replaced as a bad one, never
 *     when 0 ({@code dfs.client.mark.slownode.as.badnode.threshold})
 */
public record PipelinePolicy(
        int maxPacketsInFlight,
        int setupRetries,
        Duration exclusion,
        Duration replicationWait,
        ReplaceDatanodeOnFailure replacement,
        int recoveriesMax,
        Duration restartWait,
        int slowAcksMax) {
    /** HDFS 3.5's defaults; it waits 12.4 s and 25.2 s at most for replicas, we 30 s. */
    public static final PipelinePolicy STANDARD = new PipelinePolicy(
            80,
            3,
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            ReplaceDatanodeOnFailure.STANDARD,
            5,
            Duration.ofSeconds(30),
            10);

    public PipelinePolicy {
        if (maxPacketsInFlight < 1 || setupRetries < 0 || recoveriesMax < 0 || slowAcksMax < 0) {
            throw new IllegalArgumentException("maxPacketsInFlight must be positive, the other numbers not negative");
        }
        if (exclusion.isNegative() || replicationWait.isNegative() || restartWait.isNegative()) {
            throw new IllegalArgumentException("times must not be negative");
        }
    }

    /** The same with another limit. */
    public PipelinePolicy withMaxPacketsInFlight(int limit) {
        return new PipelinePolicy(
                limit, setupRetries, exclusion, replicationWait, replacement, recoveriesMax, restartWait, slowAcksMax);
    }

    /** The same with another way to replace lost DataNodes. */
    public PipelinePolicy withReplacement(ReplaceDatanodeOnFailure other) {
        return new PipelinePolicy(
                maxPacketsInFlight,
                setupRetries,
                exclusion,
                replicationWait,
                other,
                recoveriesMax,
                restartWait,
                slowAcksMax);
    }
}
