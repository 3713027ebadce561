package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume of a DataNode, and what the NameNode knows of the replicas there. */
final class StorageDescriptor {
    /** For so long a change that was reported by itself outweighs a full report, in milliseconds. */
    private static final long CHANGE_OUTWEIGHS_MILLIS = 60_000;

    final DatanodeDescriptor node;
    final String storageId;
    /** The number in {@link ReplicaTable}; another one after every time that the storage was lost. */
    final int code;

    final InvalidateSet invalidates = new InvalidateSet();
    /** Replicas in the table. */
    int replicas;
    /**
     * No full report came since the storage was registered: replicas may be there that are not known, and some that
     * are thought to be there may be gone.
     */
    boolean contentsStale = true;
    /** Dead, failed or replaced: its replicas do not count any more, and are being swept out of the table. */
    boolean retired;

    @Nullable
    FullReport openReport;

    StorageInfo info;
    private final Map<Long, RecentChange> recentChanges = new LinkedHashMap<>();

    private record RecentChange(boolean present, long atMillis) {}

    StorageDescriptor(DatanodeDescriptor node, StorageInfo info, int code) {
        this.node = node;
        this.storageId = info.storageId();
        this.info = info;
        this.code = code;
    }

    boolean usable() {
        return !retired && node.alive && !info.failed();
    }

    BlockLocation location(ReplicaState state) {
        return location(state.name());
    }

    BlockLocation location(String state) {
        return new BlockLocation(node.id, node.rack, storageId, info.storageType(), state);
    }

    /**
     * Remembers what an incremental report said: a full report that was written before it, but comes later or is being
     * applied now, must not undo it.
     *
     * @param present whether the replica was there
     */
    void noteChange(long blockId, boolean present, long nowMillis) {
        recentChanges.remove(blockId);
        recentChanges.put(blockId, new RecentChange(present, nowMillis));
        long keepSince = (openReport == null ? nowMillis : openReport.beganMillis()) - CHANGE_OUTWEIGHS_MILLIS;
        var oldest = recentChanges.values().iterator();
        while (oldest.hasNext() && oldest.next().atMillis < keepSince) {
            oldest.remove();
        }
    }

    /**
     * Its node registers again, and will report fully: that report is newer than anything the node has said before, so
     * nothing of it outweighs the report.
     */
    void beginNewLife() {
        contentsStale = true;
        recentChanges.clear();
    }

    /** An incremental report said of late that the replica is gone. */
    boolean wasRecentlyDeleted(long blockId, long reportBeganMillis) {
        return !recentChanges.isEmpty() && recent(blockId, reportBeganMillis, false);
    }

    /** An incremental report said of late that the replica is there. */
    boolean wasRecentlyReceived(long blockId, long reportBeganMillis) {
        return !recentChanges.isEmpty() && recent(blockId, reportBeganMillis, true);
    }

    private boolean recent(long blockId, long reportBeganMillis, boolean present) {
        RecentChange change = recentChanges.get(blockId);
        return change != null
                && change.present == present
                && change.atMillis >= reportBeganMillis - CHANGE_OUTWEIGHS_MILLIS;
    }

    @Override
    public String toString() {
        return node.id.transferAddress() + "/" + storageId;
    }
}
