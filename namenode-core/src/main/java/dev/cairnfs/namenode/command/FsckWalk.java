package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the blocks of a tree by how they are stored. */
final class FsckWalk implements SlicedQuery.Slices<FsckReport> {
    private static final int PROBLEMS_MAX = 1000;

    private final InodeTable inodes;
    private final long top;
    private final @Nullable Tree tree;
    private final List<FsckReport.Problem> problems = new ArrayList<>();
    private long directories;
    private long files;
    private long openFiles;
    private long bytes;
    private long blocks;
    private long minimallyReplicated;
    private long overReplicated;
    private long underReplicated;
    private long missing;
    private long corrupt;
    private long wantedReplicas;
    private long liveReplicas;
    private long missingReplicas;
    private long problemsLeftOut;

    FsckWalk(InodeTable inodes, long top) {
        this.inodes = inodes;
        this.top = top;
        this.tree = inodes.isFile(top) ? null : new Tree(top);
    }

    /** The walk through directories; sees the context of the slice it is in. */
    private final class Tree extends TreeWalk {
        private @Nullable PlanContext slice;

        Tree(long topDirectory) {
            super(topDirectory);
        }

        boolean walk(PlanContext context) throws HdfsException {
            slice = context;
            try {
                return advance(context);
            } finally {
                slice = null;
            }
        }

        @Override
        void enter(PlanContext context, long directory) throws HdfsException {
            new PermissionChecker(context).checkAccess(directory, FsAction.READ_EXECUTE);
            directories++;
        }

        @Override
        @Nullable
        HdfsException pass(InodeTable table, long directory, long child) {
            PlanContext context = slice;
            if (context != null && table.isFile(child)) {
                // A file of many blocks is as much work as many files.
                charge(table.blockCount(child));
                file(context, child);
            }
            return null;
        }
    }

    @Override
    public boolean advance(PlanContext context) throws HdfsException {
        if (tree != null) {
            return tree.walk(context);
        }
        if (inodes.exists(top)) {
            file(context, top);
        }
        return true;
    }

    private void file(PlanContext context, long file) {
        if (inodes.isUnderConstruction(file)) {
            openFiles++;
            return;
        }
        files++;
        bytes += inodes.fileLength(file);
        int wanted = inodes.replication(file);
        BlockTable table = context.namespace().blocks();
        for (int i = 0; i < inodes.blockCount(file); i++) {
            block(context, file, table.slot(inodes.block(file, i)), wanted);
        }
    }

    private void block(PlanContext context, long file, int slot, int wanted) {
        BlockView view = context.blocks();
        int live = view.liveReplicas(slot);
        blocks++;
        wantedReplicas += wanted;
        liveReplicas += live;
        if (live >= context.settings().replicationMin()) {
            minimallyReplicated++;
        }
        boolean allCorrupt = live == 0 && view.isCorrupt(slot);
        if (live == 0) {
            corrupt += allCorrupt ? 1 : 0;
            missing += allCorrupt ? 0 : 1;
        } else if (live < wanted) {
            underReplicated++;
            missingReplicas += wanted - live;
        } else if (live > wanted) {
            overReplicated++;
        }
        if (live < wanted) {
            problem(context, file, slot, live, wanted, allCorrupt);
        }
    }

    private void problem(PlanContext context, long file, int slot, int live, int wanted, boolean allCorrupt) {
        if (!context.namespace().isAttached(file)) {
            return; // Deleted while the walk was in its directory: it has no path any more.
        }
        if (problems.size() == PROBLEMS_MAX) {
            problemsLeftOut++;
            return;
        }
        BlockTable table = context.namespace().blocks();
        problems.add(new FsckReport.Problem(
                context.namespace().pathOf(file),
                context.blockPoolId() + ":blk_" + table.id(slot) + "_" + table.generationStamp(slot),
                table.numBytes(slot),
                live,
                wanted,
                allCorrupt));
    }

    @Override
    public FsckReport result() {
        return new FsckReport(
                directories,
                files,
                openFiles,
                bytes,
                blocks,
                minimallyReplicated,
                overReplicated,
                underReplicated,
                missing,
                corrupt,
                wantedReplicas,
                liveReplicas,
                missingReplicas,
                problems,
                problemsLeftOut);
    }
}
