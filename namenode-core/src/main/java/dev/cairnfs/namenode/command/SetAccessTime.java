package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.SetTimesRecord;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;

/**
 * Follows a successful read ({@link OpenForRead} says when): moves the access time to now when it is older than the precision. The reply says whether it
 * was. Does nothing in safe mode, and for a file that has gone meanwhile.
 */
public record SetAccessTime(HdfsPath path) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "setAccessTime";
    }

    /** The read that it follows is in the audit log already. */
    @Override
    public boolean isAudited() {
        return false;
    }

    @Override
    public String source() {
        return path.toString();
    }

    /** Whether the access time is due; a cheap question for after a read. */
    static boolean isDue(PlanContext context, long accessTimeMillis) {
        long precision = context.settings().accessTimePrecision().toMillis();
        return precision > 0 && context.wallMillis() > accessTimeMillis + precision;
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        PathLookup target = Paths.forRead(context, path);
        InodeTable inodes = context.namespace().inodes();
        if (context.blocks().safeMode().on()
                || !target.exists()
                || !inodes.isFile(target.inodeId())
                || !isDue(context, inodes.accessTime(target.inodeId()))) {
            return Plan.answer(false);
        }
        new PermissionChecker(context).checkAccess(target, FsAction.READ);
        var record = Edits.envelope(context)
                .setSetTimes(
                        SetTimesRecord.newBuilder().setInodeId(target.inodeId()).setAtimeMillis(context.wallMillis()))
                .build();
        return Plan.of(List.of(record), true);
    }
}
