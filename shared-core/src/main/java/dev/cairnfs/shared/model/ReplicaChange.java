package dev.cairnfs.shared.model;

/** One entry of an incremental block report (SPEC P3, blockReceivedAndDeleted). */
public record ReplicaChange(String storageId, Block block, Kind kind) {
    /** What happened to the replica. */
    public enum Kind {
        RECEIVING,
        RECEIVED,
        DELETED
    }
}
