package dev.cairnfs.api;

/** POST /api/v1/client/truncate; answers a BooleanResponse: false while the last block is recovered to its new length. */
public record TruncateRequest(String path, long newLengthBytes, String clientName) {}
