package dev.cairnfs.api;

/**
 * GET /api/v1/journal.
 *
 * @param lastTransactionId the last one that was applied
 * @param durableTransactionId the last one that is synced
 * @param checkpointTransactionId the newest image holds everything up to this one; 0 before the first checkpoint
 * @param checkpointTimeMillis when that image was written, milliseconds since 1970; 0 before the first checkpoint
 */
public record JournalStatus(
        long lastTransactionId, long durableTransactionId, long checkpointTransactionId, long checkpointTimeMillis) {}
