package dev.cairnfs.shared.model;

/**
 * Which namespace this is; a DataNode of another one is refused.
 *
 * @param creationTimeMillis HDFS's cTime: 0 until the first upgrade
 */
public record NamespaceInfo(
        int namespaceId, String clusterId, String blockPoolId, long creationTimeMillis, int layoutVersion) {}
