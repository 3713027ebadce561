package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Optional;

/**
 * Who writes the file, and how far its last block is; empty when it is closed. As in {@link ListLeases}, only superusers
 * learn the names of holders and machines.
 */
public record GetLease(HdfsPath path) implements Query<Optional<LeaseInfo>> {
    @Override
    public String auditName() {
        return "getLease";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Optional<LeaseInfo> read(PlanContext context) throws HdfsException {
        long file = Paths.file(context, Paths.forRead(context, path));
        if (!context.namespace().inodes().isUnderConstruction(file)) {
            return Optional.empty();
        }
        return Optional.of(ListLeases.shown(context, file));
    }
}
