package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes owner or group or both; null or empty leaves as is. An owner may only pass on to a group of its own. */
public record SetOwner(
        HdfsPath path, @Nullable String owner, @Nullable String group) implements Command<Boolean> {
    static final int NAME_LENGTH_MAX = 1000;

    @Override
    public String auditName() {
        return "setOwner";
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
        String newOwner = checked(owner);
        String newGroup = checked(group);
        if (newOwner == null && newGroup == null) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Both owner and group are empty.");
        }
        SafeModes.check(context, "Cannot set owner for " + path);
        PathLookup target = Paths.forWrite(context, path);
        Paths.checkHasOwner(target);
        PermissionChecker permissions = new PermissionChecker(context);
        permissions.checkOwner(target);
        if (permissions.enforced()) {
            checkNames(context.caller(), newOwner, newGroup);
        }
        SetOwnerRecord.Builder change = SetOwnerRecord.newBuilder().setInodeId(target.inodeId());
        if (newOwner != null) {
            change.setOwner(newOwner);
        }
        if (newGroup != null) {
            change.setGroup(newGroup);
        }
        return Plan.of(List.of(Edits.envelope(context).setSetOwner(change).build()), true);
    }

    private static @Nullable String checked(@Nullable String name) throws HdfsException {
        if (name != null && name.length() > NAME_LENGTH_MAX) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "A user or group name has at most " + NAME_LENGTH_MAX + " characters");
        }
        return name == null || name.isEmpty() ? null : name;
    }

    private static void checkNames(Caller caller, @Nullable String owner, @Nullable String group) throws HdfsException {
        if (owner != null && !owner.equals(caller.user())) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "User " + caller.user() + " is not a super user (non-super user cannot change owner).");
        }
        if (group != null && !caller.groups().contains(group)) {
            throw new HdfsException(ErrorCode.ACCESS_CONTROL, "User " + caller.user() + " does not belong to " + group);
        }
    }
}
