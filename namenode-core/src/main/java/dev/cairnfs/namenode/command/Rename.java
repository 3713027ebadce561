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
public record Rename(HdfsPath src, HdfsPath dst) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "rename";
    }

    @Override
    public String source() {
        return src.toString();
    }

    @Override
    public String destination() {
        return dst.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> true, this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot rename " + src);
        Namespace namespace = context.namespace();
        InodeTable inodes = namespace.inodes();
        PathLookup source = Paths.forWrite(context, src);
        PathLookup target = Paths.forCreate(context, dst);
        if (target.exists()
                && inodes.isDirectory(target.inodeId())
                && !source.path().isRoot()) {
            target = namespace.lookup(target.path().child(source.path().name()));
        }
        RenameRules.checkPermissions(context, source, target);
        if (!source.exists() || source.path().isRoot()) {
            return Plan.answer(false);
        }
        if (source.path().equals(target.path())) {
            return Plan.answer(true);
        }
        if (target.path().startsWith(source.path()) || target.exists() || target.missing() > 1) {
            return Plan.answer(false);
        }
        NewEntries.checkRenameTarget(context, source, target, target.lastExisting());
        Edits edits = new Edits(context);
        edits.rename(source.inodeId(), target.lastExisting(), target.path().name());
        return Plan.of(edits.listForCall(), true);
    }
}
