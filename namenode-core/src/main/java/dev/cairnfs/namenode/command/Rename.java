package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * HDFS's older rename: it moves into a destination that is a directory, never overwrites, and answers false where {@link
 * Rename2} throws.
 */
public record Rename(HdfsPath src, HdfsPath dst) implements RenameCall {
    @Override
    public Plan<Boolean> planRename(PlanContext context, PathLookup source, PathLookup named) throws HdfsException {
        Namespace namespace = context.namespace();
        InodeTable inodes = namespace.inodes();
        boolean into = named.exists()
                && inodes.isDirectory(named.inodeId())
                && !source.path().isRoot();
        PathLookup target =
                into ? namespace.lookup(named.path().child(source.path().name())) : named;
        RenameCall.checkPermissions(context, source, target);
        if (!source.exists() || source.path().isRoot()) {
            return AtMostOnce.answer(context, false);
        }
        if (source.path().equals(target.path())) {
            return AtMostOnce.answer(context, true);
        }
        if (target.path().startsWith(source.path()) || target.exists() || target.missing() > 1) {
            return AtMostOnce.answer(context, false);
        }
        return RenameCall.move(context, source, target, target.lastExisting());
    }
}
