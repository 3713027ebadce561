package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.SetTimesRecord;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;

/**
 * Sets modification and access time; needs write access.
 *
 * @param mtime milliseconds since 1970; -1 leaves as is
 * @param atime milliseconds since 1970; -1 leaves as is; ignored for a directory
 */
public record SetTimes(HdfsPath path, long mtime, long atime) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "setTimes";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        if (mtime < -1 || atime < -1) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Invalid time: mtime=" + mtime + ", atime=" + atime);
        }
        if (atime != -1 && context.settings().accessTimePrecision().isZero()) {
            throw new HdfsException(ErrorCode.IO, "Access time for hdfs is not configured.");
        }
        SafeModes.check(context, "Cannot set times " + path);
        PathLookup target = Paths.forWrite(context, path);
        new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        if (!target.exists()) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File/Directory " + target.path() + " does not exist.");
        }
        SetTimesRecord.Builder change = SetTimesRecord.newBuilder().setInodeId(target.inodeId());
        if (mtime != -1) {
            change.setMtimeMillis(mtime);
        }
        if (atime != -1 && context.namespace().inodes().isFile(target.inodeId())) {
            change.setAtimeMillis(atime);
        }
        if (!change.hasMtimeMillis() && !change.hasAtimeMillis()) {
            return Plan.answer(true);
        }
        return Plan.of(List.of(Edits.envelope(context).setSetTimes(change).build()), true);
    }
}
