package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import org.jspecify.annotations.Nullable;

/** Counts a directory's tree. */
final class ContentCount extends TreeWalk implements SlicedQuery.Slices<ContentSummary> {
    private long directories;
    private long files;
    private long lengthBytes;
    private long spaceBytes;

    ContentCount(long topDirectory) {
        super(topDirectory);
    }

    /** The summary of a single file. */
    static ContentSummary ofFile(InodeTable inodes, long file) {
        long length = inodes.fileLength(file);
        return new ContentSummary(0, 1, length, length * inodes.replication(file), -1, -1, true);
    }

    @Override
    void enter(PlanContext context, long directory) throws HdfsException {
        new PermissionChecker(context).checkAccess(directory, FsAction.READ_EXECUTE);
        directories++;
    }

    @Override
    @Nullable
    HdfsException pass(InodeTable inodes, long directory, long child) {
        if (inodes.isFile(child)) {
            files++;
            long length = inodes.fileLength(child);
            lengthBytes += length;
            spaceBytes += length * inodes.replication(child);
        }
        return null;
    }

    @Override
    public ContentSummary result() {
        return new ContentSummary(directories, files, lengthBytes, spaceBytes, -1, -1, false);
    }
}
