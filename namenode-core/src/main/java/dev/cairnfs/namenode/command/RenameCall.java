package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/** What HDFS's two renames share: who may, and that a repeated call is carried out once. */
sealed interface RenameCall extends Command<Boolean> permits Rename, Rename2 {
    HdfsPath src();

    HdfsPath dst();

    @Override
    default String auditName() {
        return "rename";
    }

    @Override
    default @Nullable FileStatus audited(PlanContext context) {
        return FileStatuses.at(context, dst());
    }

    @Override
    default String source() {
        return src().toString();
    }

    @Override
    default String destination() {
        return dst().toString();
    }

    @Override
    default Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, AtMostOnce::answerOf, this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot rename " + src());
        return planRename(context, Paths.forWrite(context, src()), Paths.forCreate(context, dst()));
    }

    /** Plans the first call; neither permissions nor existence have been checked. */
    Plan<Boolean> planRename(PlanContext context, PathLookup source, PathLookup target) throws HdfsException;

    /** Writing to the source's parent, its sticky bit included, and to the destination's ancestor. */
    static void checkPermissions(PlanContext context, PathLookup source, PathLookup target) throws HdfsException {
        PermissionChecker permissions = new PermissionChecker(context);
        permissions.checkParent(source, FsAction.WRITE);
        permissions.checkAncestor(target, FsAction.WRITE);
    }

    /** Moves the source into the directory, over what the destination names, if it names something. */
    static Plan<Boolean> move(PlanContext context, PathLookup source, PathLookup target, long parent)
            throws HdfsException {
        NewEntries.checkRenameTarget(context, source, target, parent);
        Edits edits = new Edits(context);
        if (target.exists()) {
            edits.delete(target.inodeId());
        }
        edits.rename(source.inodeId(), parent, target.path().name());
        return Plan.of(edits.listForCall(), true);
    }
}
