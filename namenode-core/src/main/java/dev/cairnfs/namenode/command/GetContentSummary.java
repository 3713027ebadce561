package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.path.HdfsPath;

/** Counts what lies at and below a path, in slices. Needs read and execute access to every directory in the tree. */
public record GetContentSummary(HdfsPath path) implements SlicedQuery<ContentSummary> {
    @Override
    public String auditName() {
        return "contentSummary";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Slices<ContentSummary> begin(PlanContext context) throws HdfsException {
        PathLookup target = Paths.forRead(context, path);
        if (!target.exists()) {
            throw Paths.notFound(target);
        }
        InodeTable inodes = context.namespace().inodes();
        long top = target.inodeId();
        return inodes.isFile(top) ? new OneFile(ContentCount.ofFile(inodes, top)) : new ContentCount(top);
    }

    /** A file needs no slices. */
    private record OneFile(ContentSummary result) implements Slices<ContentSummary> {
        @Override
        public boolean advance(PlanContext context) {
            return true;
        }
    }
}
