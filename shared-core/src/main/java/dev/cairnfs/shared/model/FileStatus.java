package dev.cairnfs.shared.model;

import org.jspecify.annotations.Nullable;

/**
 * What HDFS tells of a file or directory.
 *
 * @param name the last path component; empty when the asked path itself is described
 * @param permission mode bits, sticky bit included (0 to 01777)
 * @param accessTimeMillis 0 for a directory
 * @param blockSizeBytes 0 for a directory
 * @param replication 0 for a directory
 * @param childrenNum children of a directory; 0 for a file
 * @param storagePolicy 0 where none is set
 * @param symlink the target of a symlink, otherwise null
 */
public record FileStatus(
        String name,
        FileType type,
        long length,
        String owner,
        String group,
        int permission,
        long modificationTimeMillis,
        long accessTimeMillis,
        long blockSizeBytes,
        int replication,
        long fileId,
        int childrenNum,
        int storagePolicy,
        @Nullable String symlink) {
    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }
}
