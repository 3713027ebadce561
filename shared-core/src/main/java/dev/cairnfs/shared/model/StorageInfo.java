package dev.cairnfs.shared.model;

/**
 * One volume of a DataNode.
 *
 * @param storageId {@code DS-...}, kept in the volume's VERSION file
 * @param storageType {@code DISK}, {@code SSD}, {@code ARCHIVE}, ...
 */
public record StorageInfo(
        String storageId,
        String storageType,
        boolean failed,
        long capacityBytes,
        long dfsUsedBytes,
        long remainingBytes,
        long blockPoolUsedBytes,
        long nonDfsUsedBytes) {}
