package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.blocks.StalledRecoveries;

/**
 * The numbers of one moment, taken in one step on the loop.
 *
 * @param files files in the namespace
 * @param directories directories in the namespace, the root included
 * @param openFiles files that are being written
 * @param stalled recoveries of blocks that do not get on
 * @param lastTransactionId the newest transaction that was applied
 */
public record CoreSnapshot(
        BlockStats blocks,
        SafeModeStatus safeMode,
        long files,
        long directories,
        int openFiles,
        StalledRecoveries stalled,
        long lastTransactionId) {}
