package dev.cairnfs.namenode.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * The last checkpoint as people see it.
 *
 * @param lastTxid the last transaction in the newest image
 * @param lastWallMillis when that image was written, in milliseconds since 1970; 0 when this process has not written one
 * @param lastDurationMillis how long that took
 * @param transactionsSince transactions that the newest image does not hold
 * @param running one is being written
 * @param failure why the last attempt failed; null when it did not
 */
public record CheckpointStatus(
        long lastTxid,
        long lastWallMillis,
        long lastDurationMillis,
        long transactionsSince,
        boolean running,
        @Nullable String failure) {}
