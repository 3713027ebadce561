package dev.cairnfs.namenode.blocks;

/** Where a replica is, as a DataNode or a client names it. */
public record ReplicaPlace(String datanodeUuid, String storageId) {}
