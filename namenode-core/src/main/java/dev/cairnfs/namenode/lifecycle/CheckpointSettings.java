package dev.cairnfs.namenode.lifecycle;

import java.time.Duration;

/**
 * When images are written (SPEC K1), with HDFS's defaults.
 *
 * @param period at the latest after this time, if anything has changed (dfs.namenode.checkpoint.period)
 * @param transactions after this many transactions (dfs.namenode.checkpoint.txns)
 * @param checkPeriod how often it is looked whether one is due (dfs.namenode.checkpoint.check.period)
 * @param imagesRetained images kept in each directory (dfs.namenode.num.checkpoints.retained)
 */
public record CheckpointSettings(Duration period, long transactions, Duration checkPeriod, int imagesRetained) {
    public static final CheckpointSettings DEFAULTS =
            new CheckpointSettings(Duration.ofHours(1), 1_000_000, Duration.ofSeconds(60), 2);

    public CheckpointSettings {
        if (period.isNegative()
                || period.isZero()
                || checkPeriod.isNegative()
                || checkPeriod.isZero()
                || transactions < 1
                || imagesRetained < 1) {
            throw new IllegalArgumentException("checkpoint settings out of range: every " + period + " or "
                    + transactions + " transactions, looked at every " + checkPeriod + ", keeping " + imagesRetained);
        }
    }
}
