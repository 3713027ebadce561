package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a file or a directory; false when there is nothing, and for the root. A tree is detached at once and reclaimed
 * in slices by {@link ReclaimDeleted}; the rights of a caller who is no superuser are checked in slices before that.
 *
 * @param recursive needed for a directory that is not empty
 */
public record Delete(HdfsPath path, boolean recursive) implements SlicedCommand<Boolean> {
    @Override
    public String auditName() {
        return "delete";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public SlicedQuery.@Nullable Slices<Command<Boolean>> begin(PlanContext context) throws HdfsException {
        if (AtMostOnce.isRepeated(context) || !new PermissionChecker(context).enforced()) {
            return null;
        }
        PathLookup target = checked(context);
        if (!isNonEmptyDirectory(context, target)) {
            return null;
        }
        return new DeleteTreeCheck(context, target.inodeId(), new DeleteChecked(this, target.inodeId()));
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return plan(context, 0);
    }

    /**
     * Plans the deletion.
     *
     * @param treeChecked the directory whose tree the caller may delete, or 0
     */
    Plan<Boolean> plan(PlanContext context, long treeChecked) throws HdfsException {
        return AtMostOnce.plan(context, AtMostOnce::answerOf, again -> planNew(again, treeChecked));
    }

    private Plan<Boolean> planNew(PlanContext context, long treeChecked) throws HdfsException {
        PathLookup target = checked(context);
        if (isNonEmptyDirectory(context, target)) {
            if (treeChecked != target.inodeId()) {
                checkTree(context, target.inodeId());
            }
            if (!recursive) {
                throw new HdfsException(
                        ErrorCode.PATH_IS_NOT_EMPTY_DIRECTORY,
                        "`" + target.path() + " is non empty': Directory is not empty");
            }
        }
        if (!target.exists() || target.path().isRoot()) {
            return AtMostOnce.answer(context, false);
        }
        return Plan.of(new Edits(context).delete(target.inodeId()).listForCall(), true);
    }

    private PathLookup checked(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot delete " + path);
        PathLookup target = Paths.forWrite(context, path);
        new PermissionChecker(context).checkParent(target, FsAction.WRITE);
        return target;
    }

    private void checkTree(PlanContext context, long directory) throws HdfsException {
        if (!new PermissionChecker(context).enforced()) {
            return;
        }
        DeleteTreeCheck check = new DeleteTreeCheck(context, directory, this);
        boolean done = false;
        while (!done) {
            done = check.advance(context);
        }
    }

    private static boolean isNonEmptyDirectory(PlanContext context, PathLookup target) {
        InodeTable inodes = context.namespace().inodes();
        return target.exists() && inodes.isDirectory(target.inodeId()) && inodes.childCount(target.inodeId()) > 0;
    }
}
