package dev.cairnfs.namenode.app.core;

import java.util.List;

/**
 * How far journal and checkpoint are.
 *
 * @param durableTransactionId the newest transaction that is synced
 * @param checkpointTransactionId up to where the newest image reaches; 0 when there is none
 * @param checkpointTimeMillis when it was written, milliseconds since 1970; 0 when there is none
 * @param directories where the journal is written and well
 * @param failedDirectories where writing it failed
 */
public record JournalState(
        long durableTransactionId,
        long checkpointTransactionId,
        long checkpointTimeMillis,
        List<String> directories,
        List<String> failedDirectories) {}
