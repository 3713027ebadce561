package dev.cairnfs.api;

/** POST /api/v1/client/set-replication; answers a BooleanResponse: false when the path is not a file. */
public record SetReplicationRequest(String path, int replication) {}
