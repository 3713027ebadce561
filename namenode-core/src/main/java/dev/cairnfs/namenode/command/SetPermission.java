package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the mode bits; only for the owner and superusers.
 *
 * @param permission 0 to 01777
 */
public record SetPermission(HdfsPath path, int permission) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "setPermission";
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
        NewEntries.checkMode(permission);
        SafeModes.check(context, "Cannot set permission for " + path);
        PathLookup target = Paths.forWrite(context, path);
        Paths.checkHasOwner(target);
        new PermissionChecker(context).checkOwner(target);
        var record = Edits.envelope(context)
                .setSetPermission(SetPermissionRecord.newBuilder()
                        .setInodeId(target.inodeId())
                        .setMode(permission))
                .build();
        return Plan.of(List.of(record), true);
    }
}
