package dev.cairnfs.namenode.blocks;

/** What can be done for a block under construction whose writer is gone. */
public enum RecoveryOutlook {
    /** An attempt is under way, and may still end well. */
    UNDER_WAY,
    /** A DataNode lives that may hold a replica: an attempt can be begun. */
    POSSIBLE,
    /** No DataNode has a replica, and no byte of the block was ever written. */
    NEVER_WRITTEN,
    /** A replica, or a better one than those that can be reached, may be on DataNodes that are dead or have not reported. */
    WAITING
}
