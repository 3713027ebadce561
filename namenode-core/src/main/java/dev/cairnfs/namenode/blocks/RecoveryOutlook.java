package dev.cairnfs.namenode.blocks;

/** What can be done for a block under construction whose writer is gone. */
public enum RecoveryOutlook {
    /** An attempt is under way, and may still end well. */
    UNDER_WAY,
    /** A DataNode lives that may hold a replica: an attempt can be begun. */
    POSSIBLE,
    /**
     * Each DataNode that may have a replica lives, works with all its volumes, and has reported that it has none: no byte of
     * the block was ever written, or what was flushed of it and not synced went with the power of all its DataNodes. Or
     * nothing was ever flushed, and those that may have a replica have been away for as long as it takes to call them dead.
     * Never said of a block that held bytes when its file was closed last.
     */
    NOWHERE,
    /** A replica, or a better one than those that can be reached, may be on DataNodes that are dead or have not reported. */
    WAITING
}
