package dev.cairnfs.shared.model;

/**
 * A replica whose recovery has begun, as its DataNode tells the primary one ({@code ReplicaRecoveryInfo}).
 *
 * @param block with the replica's own generation stamp and the length that is on disk
 * @param originalState the state before its first recovery
 */
public record ReplicaRecoveryInfo(Block block, ReplicaState originalState) {
    @Override
    public String toString() {
        return block + " (" + originalState + ", " + block.numBytes() + " bytes)";
    }
}
