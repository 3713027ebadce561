package dev.cairnfs.shared.model;

/**
 * What lies at and below a path. Quotas are -1 where none is set, as HDFS's clients expect it.
 *
 * @param spaceConsumedBytes length times replication, summed
 */
public record ContentSummary(
        long directoryCount,
        long fileCount,
        long lengthBytes,
        long spaceConsumedBytes,
        long nameQuota,
        long spaceQuotaBytes,
        boolean isFile) {}
