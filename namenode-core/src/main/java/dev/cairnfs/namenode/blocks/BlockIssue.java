package dev.cairnfs.namenode.blocks;

/** A block that lacks replicas or has bad ones, for the console's lists. */
public record BlockIssue(
        long blockId, String path, int liveReplicas, int wantedReplicas, int corruptReplicas, int pendingReplicas) {}
