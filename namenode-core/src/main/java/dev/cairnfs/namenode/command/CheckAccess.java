package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * True when the caller may do this, an ACCESS_CONTROL error when not.
 *
 * @param fsAction for example {@code r-x}
 */
public record CheckAccess(HdfsPath path, String fsAction) implements Query<Boolean> {
    @Override
    public String auditName() {
        return "checkAccess";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Boolean read(PlanContext context) throws HdfsException {
        FsAction action = FsAction.ofSymbol(fsAction);
        PathLookup target = Paths.forRead(context, path);
        if (!target.exists()) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "Path not found: " + target.path());
        }
        new PermissionChecker(context).checkAccess(target, action);
        return true;
    }
}
