package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * HDFS's rename with POSIX's meaning: the destination is the new name itself. Always true when it does not throw.
 *
 * @param overwrite replaces a file by a file, or an empty directory by a directory
 */
public record Rename2(HdfsPath src, HdfsPath dst, boolean overwrite) implements RenameCall {
    @Override
    public Plan<Boolean> planRename(PlanContext context, PathLookup source, PathLookup target) throws HdfsException {
        RenameCall.checkPermissions(context, source, target);
        checkPaths(source, target);
        if (target.exists()) {
            checkOverwrite(context, source, target);
        }
        checkParent(context, target);
        long parent = target.exists() ? target.parentOfLastExisting() : target.lastExisting();
        return RenameCall.move(context, source, target, parent);
    }

    private static void checkPaths(PathLookup source, PathLookup target) throws HdfsException {
        HdfsPath from = source.path();
        HdfsPath to = target.path();
        if (!source.exists()) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "rename source " + from + " is not found.");
        }
        if (from.isRoot()) {
            throw io("rename source cannot be the root");
        }
        if (to.equals(from)) {
            throw new HdfsException(
                    ErrorCode.FILE_ALREADY_EXISTS, "The source " + from + " and destination " + to + " are the same");
        }
        if (to.startsWith(from)) {
            throw io("Rename destination " + to + " is a directory or file under source " + from);
        }
        if (to.isRoot()) {
            throw io("rename destination cannot be the root");
        }
    }

    private void checkOverwrite(PlanContext context, PathLookup source, PathLookup target) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        boolean directory = inodes.isDirectory(target.inodeId());
        if (directory != inodes.isDirectory(source.inodeId())) {
            throw io("Source " + source.path() + " and destination " + target.path() + " must both be directories");
        }
        if (!overwrite) {
            throw new HdfsException(
                    ErrorCode.FILE_ALREADY_EXISTS, "rename destination " + target.path() + " already exists");
        }
        if (directory && inodes.childCount(target.inodeId()) > 0) {
            throw io("rename destination directory is not empty: " + target.path());
        }
    }

    private static void checkParent(PlanContext context, PathLookup target) throws HdfsException {
        if (target.missing() > 1) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND, "rename destination parent " + target.path() + " not found.");
        }
        if (target.missing() == 1 && !context.namespace().inodes().isDirectory(target.lastExisting())) {
            throw new HdfsException(
                    ErrorCode.PARENT_NOT_DIRECTORY, "rename destination parent " + target.path() + " is a file.");
        }
    }

    private static HdfsException io(String message) {
        return new HdfsException(ErrorCode.IO, message);
    }
}
