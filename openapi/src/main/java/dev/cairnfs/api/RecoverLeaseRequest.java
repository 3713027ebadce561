package dev.cairnfs.api;

/** POST /api/v1/client/recover-lease; answers a BooleanResponse: true when the file is closed, false while its last block is recovered. */
public record RecoverLeaseRequest(String path, String clientName) {}
