package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/**
 * Makes a directory, and those above it that are missing. True also when it is there already.
 *
 * @param permission mode bits, the client's umask already taken off
 * @param createParent whether missing parents are made, too
 */
public record Mkdirs(HdfsPath path, int permission, boolean createParent) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "mkdirs";
    }

    @Override
    public @Nullable FileStatus audited(PlanContext context) {
        return FileStatuses.at(context, path);
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        Paths.checkCreatable(path);
        NewEntries.checkMode(permission);
        SafeModes.check(context, "Cannot create directory " + path);
        PathLookup target = Paths.forCreate(context, path);
        InodeTable inodes = context.namespace().inodes();
        if (target.exists()) {
            if (inodes.isFile(target.inodeId())) {
                throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, "Path is not a directory: " + target.path());
            }
            return Plan.answer(true);
        }
        new PermissionChecker(context).checkAncestor(target, FsAction.WRITE);
        if (!createParent) {
            NewEntries.checkParentExists(context, target);
        }
        Edits edits = new Edits(context);
        long parent = NewEntries.makeAncestors(context, edits, target, permission);
        edits.mkdir(parent, target.path().name(), inodes.group(target.lastExisting()), permission);
        return Plan.of(edits.list(), true);
    }
}
