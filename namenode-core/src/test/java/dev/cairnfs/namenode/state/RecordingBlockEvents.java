package dev.cairnfs.namenode.state;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told, as lines. */
public final class RecordingBlockEvents implements BlockEvents {
    private final List<String> lines = new ArrayList<>();

    /** What was told since the last call. */
    public List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void blockAdded(int slot, long blockId) {
        lines.add("added " + slot + " " + blockId);
    }

    @Override
    public void blockCommitted(int slot, long blockId) {
        lines.add("committed " + slot + " " + blockId);
    }

    @Override
    public void blockClosed(int slot, long blockId) {
        lines.add("closed " + slot + " " + blockId);
    }

    @Override
    public void blockReopened(int slot, long blockId) {
        lines.add("reopened " + slot + " " + blockId);
    }

    @Override
    public void blockRemoved(int slot, long blockId) {
        lines.add("removed " + slot + " " + blockId);
    }

    @Override
    public void replicationChanged(int slot, long blockId, int replication) {
        lines.add("replication " + slot + " " + blockId + " " + replication);
    }
}
