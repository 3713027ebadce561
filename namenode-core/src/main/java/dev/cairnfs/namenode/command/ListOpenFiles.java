package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the open files, in the order of their ids (SPEC P1: listOpenFiles). Superusers only.
 *
 * @param after only files with higher ids
 * @param path only files at or below it
 * @param blockingDecommission only files whose last block, not finished yet, is on a DataNode that is to leave
 */
public record ListOpenFiles(long after, HdfsPath path, boolean blockingDecommission)
        implements SlicedQuery<ListOpenFiles.Page> {
    /** HDFS: dfs.namenode.list.openfiles.num.responses. */
    static final int PAGE_SIZE = 1000;

    /** Files that a slice looks at: a few milliseconds. */
    static final int SLICE_SIZE = 1000;

    /** A page, and whether more files may follow. */
    public record Page(List<LeaseInfo> files, boolean hasMore) {
        public Page {
            files = List.copyOf(files);
        }
    }

    @Override
    public String auditName() {
        return "listOpenFiles";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Slices<Page> begin(PlanContext context) throws HdfsException {
        context.caller().checkSuperuser();
        return new Walk();
    }

    private final class Walk implements Slices<Page> {
        private final List<LeaseInfo> found = new ArrayList<>();
        private long last = after;
        private boolean hasMore;

        @Override
        public boolean advance(PlanContext context) {
            LeaseTable leases = context.namespace().leases();
            int[] looked = {0};
            hasMore = false;
            leases.forEachFileAfter(last, file -> {
                if (looked[0]++ == SLICE_SIZE || found.size() == PAGE_SIZE) {
                    hasMore = true;
                    return false;
                }
                last = file;
                add(context, file);
                return true;
            });
            return !hasMore || found.size() == PAGE_SIZE;
        }

        private void add(PlanContext context, long file) {
            Namespace namespace = context.namespace();
            if (!namespace.isAttached(file) || (blockingDecommission && !isOnLeavingNode(context, file))) {
                return;
            }
            String name = namespace.pathOf(file);
            if (isBelow(name)) {
                found.add(OpenBlocks.lease(context, file, name));
            }
        }

        private boolean isBelow(String name) {
            String top = path.toString();
            return path.isRoot() || name.equals(top) || name.startsWith(top + "/");
        }

        private boolean isOnLeavingNode(PlanContext context, long file) {
            FileBlocks blocks = new FileBlocks(context, file);
            Block block = blocks.last();
            int slot = block == null ? -1 : context.namespace().blocks().slot(block.blockId());
            return block != null
                    && !blocks.isComplete(block)
                    && context.blocks().isOnLeavingNode(slot);
        }

        @Override
        public Page result() {
            return new Page(found, hasMore);
        }
    }
}
