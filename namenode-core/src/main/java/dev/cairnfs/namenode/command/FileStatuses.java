package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/** Describes inodes. */
final class FileStatuses {
    private FileStatuses() {}

    /** What is at the path now; null when nothing is. */
    static @Nullable FileStatus at(PlanContext context, HdfsPath path) {
        PathLookup found = context.namespace().lookup(path);
        return found.exists() ? of(context.namespace().inodes(), found.inodeId(), "") : null;
    }

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
