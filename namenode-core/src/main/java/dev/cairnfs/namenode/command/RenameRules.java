package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;

/** What both renames check. */
final class RenameRules {
    private RenameRules() {}

    /** Writing to the source's parent, its sticky bit included, and to the destination's ancestor. */
    static void checkPermissions(PlanContext context, PathLookup source, PathLookup target) throws HdfsException {
        PermissionChecker permissions = new PermissionChecker(context);
        permissions.checkParent(source, FsAction.WRITE);
        permissions.checkAncestor(target, FsAction.WRITE);
    }
}
