package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/** Looks at all blocks at and below a path, in slices. Needs read and execute access to every directory in the tree. */
public record Fsck(HdfsPath path) implements SlicedQuery<FsckReport> {
    @Override
    public String auditName() {
        return "fsck";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Slices<FsckReport> begin(PlanContext context) throws HdfsException {
        PathLookup target = Paths.forRead(context, path);
        if (!target.exists()) {
            throw Paths.notFound(target);
        }
        InodeTable inodes = context.namespace().inodes();
        return new FsckWalk(inodes, target.inodeId());
    }
}
