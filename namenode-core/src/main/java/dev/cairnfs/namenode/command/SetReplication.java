package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;

/** Changes how many replicas a file's blocks shall have; false for a directory and for a missing path. */
public record SetReplication(HdfsPath path, int replication) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "setReplication";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot set replication for " + path);
        Replications.check(context, path, replication, null);
        PathLookup target = Paths.forWrite(context, path);
        new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        InodeTable inodes = context.namespace().inodes();
        if (!target.exists() || !inodes.isFile(target.inodeId())) {
            return Plan.answer(false);
        }
        if (inodes.replication(target.inodeId()) == replication) {
            return Plan.answer(true);
        }
        var record = Edits.envelope(context)
                .setSetReplication(SetReplicationRecord.newBuilder()
                        .setInodeId(target.inodeId())
                        .setReplication(replication))
                .build();
        return Plan.of(List.of(record), true);
    }
}
