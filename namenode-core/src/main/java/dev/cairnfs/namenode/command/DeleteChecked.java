package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;

/**
 * A delete whose caller may delete the tree. The path is looked up once more; when it leads elsewhere by now, that is
 * checked from the beginning.
 *
 * @param directory the top of the tree that was checked
 */
record DeleteChecked(Delete delete, long directory) implements Command<Boolean> {
    @Override
    public String auditName() {
        return delete.auditName();
    }

    @Override
    public String source() {
        return delete.source();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return delete.plan(context, directory);
    }
}
