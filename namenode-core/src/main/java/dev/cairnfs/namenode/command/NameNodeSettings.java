package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.model.ServerDefaults;
import java.time.Duration;

/**
 * The rules' numbers, with HDFS 3.5's defaults in {@link #defaults}.
 *
 * @param superuser the NameNode's own user
 * @param supergroup its members are superusers too
 * @param umask taken off the permission of implicitly made directories and files (022)
 * @param completeWaitMax how long a {@code complete} may wait for replicas before it answers false
 */
public record NameNodeSettings(
        String superuser,
        String supergroup,
        boolean permissionsEnabled,
        int umask,
        ServerDefaults serverDefaults,
        long blockSizeMinimumBytes,
        int replicationMin,
        int replicationMax,
        int componentLengthMaxBytes,
        int directoryItemsMax,
        int blocksPerFileMax,
        int listingPageSize,
        Duration accessTimePrecision,
        Duration leaseSoftLimit,
        Duration leaseHardLimit,
        Duration completeWaitMax) {
    public static NameNodeSettings defaults(String superuser) {
        return new NameNodeSettings(
                superuser,
                "supergroup",
                true,
                022,
                ServerDefaults.STANDARD,
                1L << 20,
                1,
                512,
                255,
                1_048_576,
                10_000,
                1000,
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                Duration.ofMinutes(20),
                Duration.ofSeconds(5));
    }
}
