package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;

/** Describes inodes. */
final class FileStatuses {
    private FileStatuses() {}

    /** The inode as it is now, under the given name (empty for an asked path itself). */
    static FileStatus of(InodeTable inodes, long id, String name) {
        boolean directory = inodes.isDirectory(id);
        return new FileStatus(
                name,
                directory ? FileType.DIRECTORY : FileType.FILE,
                directory ? 0 : inodes.fileLength(id),
                inodes.owner(id),
                inodes.group(id),
                inodes.mode(id),
                inodes.modificationTime(id),
                directory ? 0 : inodes.accessTime(id),
                directory ? 0 : inodes.blockSize(id),
                directory ? 0 : inodes.replication(id),
                id,
                directory ? inodes.childCount(id) : 0,
                inodes.storagePolicy(id),
                null);
    }
}
