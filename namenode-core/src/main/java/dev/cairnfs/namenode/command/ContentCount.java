package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One run through a tree, depth first. Between two slices the tree may change; names that were passed stay passed, and a
 * directory that has gone is skipped, so the run ends.
 */
final class ContentCount implements SlicedQuery.Slices<ContentSummary> {
    /** Inodes visited in one slice: about a millisecond. */
    static final int SLICE = 2000;

    private final boolean isFile;
    private final Deque<Position> open = new ArrayDeque<>();
    private long directories;
    private long files;
    private long lengthBytes;
    private long spaceBytes;
    private int visited;

    ContentCount(long top, boolean isFile) {
        this.isFile = isFile;
        open.push(new Position(top));
    }

    /** A directory on the way down with the last name that was counted in it; or the top itself, not yet looked at. */
    private static final class Position {
        final long id;
        boolean entered;
        byte[] after = {};

        Position(long id) {
            this.id = id;
        }
    }

    @Override
    public boolean advance(PlanContext context) throws HdfsException {
        visited = 0;
        while (!open.isEmpty() && visited < SLICE) {
            step(context, open.peek());
        }
        return open.isEmpty();
    }

    private void step(PlanContext context, Position position) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        if (!inodes.exists(position.id)) {
            open.pop();
            return;
        }
        if (!position.entered) {
            visited++;
            position.entered = true;
            if (inodes.isFile(position.id)) {
                open.pop();
                countFile(inodes, position.id);
                return;
            }
            new PermissionChecker(context).checkAccess(position.id, FsAction.READ_EXECUTE);
            directories++;
        }
        walk(inodes, position);
    }

    /** Counts the directory's files up to its next subdirectory, which is entered, or to the slice's end. */
    private void walk(InodeTable inodes, Position position) {
        long[] last = {0};
        boolean[] stopped = {false};
        inodes.forEachChild(position.id, position.after, child -> {
            last[0] = child;
            if (inodes.isDirectory(child)) {
                open.push(new Position(child));
                stopped[0] = true;
                return false;
            }
            countFile(inodes, child);
            stopped[0] = ++visited >= SLICE;
            return !stopped[0];
        });
        if (stopped[0]) {
            position.after = inodes.nameBytes(last[0]);
        } else {
            open.pop();
        }
    }

    private void countFile(InodeTable inodes, long file) {
        files++;
        long length = inodes.fileLength(file);
        lengthBytes += length;
        spaceBytes += length * inodes.replication(file);
    }

    @Override
    public ContentSummary result() {
        return new ContentSummary(directories, files, lengthBytes, spaceBytes, -1, -1, isFile);
    }
}
