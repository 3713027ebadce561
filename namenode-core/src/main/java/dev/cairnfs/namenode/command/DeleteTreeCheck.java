package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * Before a tree goes: its deleter needs all rights on every directory in it that is not empty, and no sticky bit in the
 * way. Ends in the command that deletes without looking again.
 */
final class DeleteTreeCheck extends TreeWalk implements SlicedQuery.Slices<Command<Boolean>> {
    private final PermissionChecker permissions;
    private final Command<Boolean> checked;

    DeleteTreeCheck(PlanContext context, long topDirectory, Command<Boolean> checked) {
        super(topDirectory);
        this.permissions = new PermissionChecker(context);
        this.checked = checked;
    }

    @Override
    void enter(PlanContext context, long directory) throws HdfsException {
        if (context.namespace().inodes().childCount(directory) > 0) {
            permissions.checkAccess(directory, FsAction.ALL);
        }
    }

    @Override
    @Nullable
    HdfsException pass(InodeTable inodes, long directory, long child) {
        return permissions.stickyViolation(directory, child);
    }

    @Override
    public Command<Boolean> result() {
        return checked;
    }
}
