package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;

/** Hears what happens to replicas and volumes; called on the thread where it happens, and must not block. */
public interface StoreListener {
    /** A replica was begun, finished or deleted. A finished one is on disk when this is called. */
    void replicaChanged(ReplicaChange change);

    /** A finished replica's files are too short or unreadable in themselves; it is still there. */
    void replicaCorrupt(String storageId, Block block);

    /**
     * A volume is used no more; its replicas are forgotten.
     *
     * @param tooMany more volumes have failed than are tolerated: the DataNode must stop
     */
    void volumeFailed(String storageId, String reason, boolean tooMany);
}
