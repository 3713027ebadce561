package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a tree, depth first, in slices. Between two slices the tree may change; names that were passed stay
 * passed, and a directory that has gone is skipped, so the walk ends.
 */
abstract class TreeWalk {
    /** Inodes visited in one slice: about a millisecond. */
    static final int SLICE = 2000;

    private final Deque<Position> open = new ArrayDeque<>();
    private int visited;

    TreeWalk(long topDirectory) {
        open.push(new Position(topDirectory));
    }

    /** A directory on the way down, with the last name that was visited in it. */
    private static final class Position {
        final long id;
        boolean entered;
        byte[] after = {};

        Position(long id) {
            this.id = id;
        }
    }

    /** The walk comes to a directory. */
    abstract void enter(PlanContext context, long directory) throws HdfsException;

    /** The walk passes an entry of a directory; an error ends it. A child directory is entered next. */
    abstract @Nullable HdfsException pass(InodeTable inodes, long directory, long child);

    /** Counts work done for an entry as that many further entries. */
    final void charge(int work) {
        visited += work;
    }

    /** Walks on; true when all is done. */
    public final boolean advance(PlanContext context) throws HdfsException {
        visited = 0;
        while (!open.isEmpty() && visited < SLICE) {
            Position position = open.peek();
            if (context.namespace().inodes().exists(position.id)) {
                step(context, position);
            } else {
                open.pop();
            }
        }
        return open.isEmpty();
    }

    private void step(PlanContext context, Position position) throws HdfsException {
        if (!position.entered) {
            position.entered = true;
            enter(context, position.id);
        }
        passEntries(context.namespace().inodes(), position);
    }

    /** Passes entries up to the next subdirectory or to the slice's end. */
    private void passEntries(InodeTable inodes, Position position) throws HdfsException {
        long[] last = {0};
        boolean[] stopped = {false};
        HdfsException[] error = new HdfsException[1];
        inodes.forEachChild(position.id, position.after, child -> {
            last[0] = child;
            visited++;
            error[0] = pass(inodes, position.id, child);
            boolean directory = inodes.isDirectory(child);
            if (directory) {
                open.push(new Position(child));
            }
            stopped[0] = directory || visited >= SLICE || error[0] != null;
            return !stopped[0];
        });
        if (error[0] != null) {
            throw error[0];
        }
        if (stopped[0]) {
            position.after = inodes.nameBytes(last[0]);
        } else {
            open.pop();
        }
    }
}
