package dev.cairnfs.client.pipeline;

/**
 * Whether a pipeline that has lost a DataNode gets another one in its place.
 *
 * @param policy {@code dfs.client.block.write.replace-datanode-on-failure.enable} and {@code .policy}
 * @param bestEffort whether the write goes on with the DataNodes that are left when there is no other one
 *     ({@code dfs.client.block.write.replace-datanode-on-failure.best-effort})
 * @param minReplication without best effort: with so many it goes on all the same, never when 0
 *     ({@code dfs.client.block.write.replace-datanode-on-failure.min-replication})
 */
public record ReplaceDatanodeOnFailure(Policy policy, boolean bestEffort, int minReplication) {
    /** HDFS 3.5's defaults. */
    public static final ReplaceDatanodeOnFailure STANDARD = new ReplaceDatanodeOnFailure(Policy.DEFAULT, false, 0);

    /** HDFS's policies. */
    public enum Policy {
        /** The client never asks for another DataNode, whatever the servers would do. */
        DISABLE,
        NEVER,
        /**
         * With a replication of three or more: when no more than half of the replicas are left, or when the block was
         * appended to or flushed, so that somebody relies on it already.
         */
        DEFAULT,
        ALWAYS
    }

    public ReplaceDatanodeOnFailure {
        if (minReplication < 0) {
            throw new IllegalArgumentException("minReplication must not be negative");
        }
    }

    /**
     * Whether another DataNode is wanted.
     *
     * @param nodes how many are left
     * @param reliedOn the block was appended to or flushed
     */
    boolean wants(int replication, int nodes, boolean reliedOn) {
        if (nodes == 0 || nodes >= replication) {
            return false;
        }
        return switch (policy) {
            case DISABLE, NEVER -> false;
            case ALWAYS -> true;
            case DEFAULT -> replication >= 3 && (nodes <= replication / 2 || reliedOn);
        };
    }

    /** Whether the write may go on with so many when there is no other one. */
    boolean toleratesMissing(int nodes) {
        return bestEffort || (minReplication > 0 && nodes >= minReplication);
    }
}
