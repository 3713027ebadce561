package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * Deletes a file or a directory; false when there is nothing, and for the root. A tree is detached at once and reclaimed
 * in slices by {@link ReclaimDeleted}.
 *
 * @param recursive needed for a directory that is not empty
 */
public record Delete(HdfsPath path, boolean recursive) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "delete";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> true, this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot delete " + path);
        PathLookup target = Paths.forWrite(context, path);
        PermissionChecker permissions = new PermissionChecker(context);
        permissions.checkParent(target, FsAction.WRITE);
        permissions.checkDeleteTree(target);
        if (!recursive && isNonEmptyDirectory(context, target)) {
            throw new HdfsException(
                    ErrorCode.PATH_IS_NOT_EMPTY_DIRECTORY,
                    "`" + target.path() + " is non empty': Directory is not empty");
        }
        if (!target.exists() || target.path().isRoot()) {
            return Plan.answer(false);
        }
        return Plan.of(new Edits(context).delete(target.inodeId()).listForCall(), true);
    }

    private static boolean isNonEmptyDirectory(PlanContext context, PathLookup target) {
        InodeTable inodes = context.namespace().inodes();
        return target.exists() && inodes.isDirectory(target.inodeId()) && inodes.childCount(target.inodeId()) > 0;
    }
}
