package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/** Whether nobody is writing the file. */
public record IsFileClosed(HdfsPath path) implements Query<Boolean> {
    @Override
    public String auditName() {
        return "isFileClosed";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Boolean read(PlanContext context) throws HdfsException {
        long file = Paths.file(context, Paths.forRead(context, path));
        return !context.namespace().inodes().isUnderConstruction(file);
    }
}
