package dev.cairnfs.datanode.replica;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a replica in state RUR besides its place in the table. Of several recoveries the one with the highest
 * id has the replica.
 *
 * @param recoveryId the generation stamp that it is to get
 * @param originalState the state before the first recovery: where its files lie, and whether it may be read
 */
public record ReplicaUnderRecovery(long recoveryId, ReplicaState originalState) {
    /**
     * The rules of {@code initReplicaRecovery}.
     *
     * @param now the recovery that the replica is under; null when there is none
     * @param block as the NameNode has it
     * @throws HdfsException when the recovery must not begin: the replica is too old or too new for it, or a newer
     *     recovery is under way
     */
    public static ReplicaUnderRecovery begin(
            Replica replica, @Nullable ReplicaUnderRecovery now, Block block, long recoveryId) throws HdfsException {
        long stamp = replica.block().generationStamp();
        if (stamp < block.generationStamp()) {
            throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, replica.block() + " is older than " + block);
        }
        if (stamp >= recoveryId) {
            throw new HdfsException(ErrorCode.IO, replica.block() + " is not older than the recovery " + recoveryId);
        }
        if (now == null) {
            return new ReplicaUnderRecovery(recoveryId, replica.state());
        }
        if (now.recoveryId >= recoveryId) {
            throw new HdfsException(
                    ErrorCode.RECOVERY_IN_PROGRESS,
                    "the recovery " + now.recoveryId + " of " + replica.block() + " is not older than " + recoveryId);
        }
        return new ReplicaUnderRecovery(recoveryId, now.originalState);
    }

    /**
     * The rules of {@code updateReplicaUnderRecovery}.
     *
     * @param replica as the table has it
     * @param told as it was told when the recovery began
     * @throws HdfsException when this is not the recovery that has the replica, or it has not that many bytes
     */
    public static void requireUpdatable(
            Replica replica, @Nullable ReplicaUnderRecovery now, Block told, long recoveryId, long newLength)
            throws HdfsException {
        if (now == null) {
            throw new HdfsException(
                    ErrorCode.IO, replica.block() + " is in state " + replica.state() + ", not under recovery");
        }
        if (now.recoveryId != recoveryId) {
            throw new HdfsException(
                    ErrorCode.IO,
                    replica.block() + " is under the recovery " + now.recoveryId + ", not under " + recoveryId);
        }
        if (!replica.block().equals(told)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "the replica is " + replica.block() + " with "
                            + replica.block().numBytes() + " bytes, not " + told + " with " + told.numBytes());
        }
        if (newLength < 0 || newLength > told.numBytes()) {
            throw new HdfsException(
                    ErrorCode.IO, told + " has " + told.numBytes() + " bytes, and cannot get " + newLength);
        }
    }
}
