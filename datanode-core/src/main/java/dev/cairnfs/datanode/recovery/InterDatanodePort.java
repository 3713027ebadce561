package dev.cairnfs.datanode.recovery;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The way from one DataNode to the others, and to itself, for block recovery. Calls block; any thread. */
public interface InterDatanodePort {
    /**
     * Stops the writer of a replica and begins its recovery, in place of any older one.
     *
     * @param block as the NameNode has it
     * @return null when the DataNode has no replica
     * @throws HdfsException {@link ErrorCode#RECOVERY_IN_PROGRESS} when a newer recovery is under way there,
     *     {@link ErrorCode#REPLICA_NOT_FOUND} when the replica is older than the block
     */
    @Nullable
    ReplicaRecoveryInfo initReplicaRecovery(DatanodeId node, ExtendedBlock block, long recoveryId) throws IOException;

    /**
     * Gives a replica under recovery its length and generation stamp, or copies so much of it; it is on disk then.
     *
     * @param replica as {@link #initReplicaRecovery} told it
     * @param newBlockId the replica's block, or another one for a copy
     * @return the storage that holds it
     */
    String updateReplicaUnderRecovery(
            DatanodeId node, ExtendedBlock replica, long recoveryId, long newBlockId, long newLength)
            throws IOException;
}
