package dev.cairnfs.api;

/**
 * A block that lacks replicas or has bad ones.
 *
 * @param path the file it belongs to
 * @param liveReplicas good replicas on live DataNodes
 * @param wantedReplicas the file's replication
 * @param corruptReplicas replicas in quarantine
 * @param pendingReplicas copies under way
 */
public record BlockIssue(
        long blockId, String path, int liveReplicas, int wantedReplicas, int corruptReplicas, int pendingReplicas) {}
