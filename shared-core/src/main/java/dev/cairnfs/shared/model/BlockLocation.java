package dev.cairnfs.shared.model;

/** One replica's place. {@code state} is the replica's state as the NameNode knows it, for example FINALIZED. */
public record BlockLocation(DatanodeId datanode, String rack, String storageId, String storageType, String state) {}
