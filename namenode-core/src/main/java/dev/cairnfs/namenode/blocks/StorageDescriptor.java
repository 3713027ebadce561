package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import org.jspecify.annotations.Nullable;

/** A volume of a DataNode, and what the NameNode knows of the replicas there. */
final class StorageDescriptor {
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

    /** The number of the newest full report that was begun, or of the node's registration when there was none. */
    long fullReportSequence;

    /** When its newest full report was begun, and the one before; 0 for none. */
    private long reportMillis;

    long reportBeforeMillis;

    @Nullable
    FullReport openReport;

    StorageInfo info;

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

    void beginReport(FullReport report, long sequence, long nowMillis) {
        fullReportSequence = sequence;
        openReport = report;
        reportBeforeMillis = reportMillis;
        reportMillis = nowMillis;
    }

    /** Its node registers again, and will report fully: whatever it sent before is of the past. */
    void beginNewLife(long sequence) {
        contentsStale = true;
        fullReportSequence = sequence;
        openReport = null;
        reportMillis = 0;
        reportBeforeMillis = 0;
    }

    @Override
    public String toString() {
        return node.id.transferAddress() + "/" + storageId;
    }
}
