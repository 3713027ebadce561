package dev.cairnfs.api;

/** POST /api/v1/client/delete; answers a BooleanResponse: false when nothing is there. */
public record DeleteRequest(String path, boolean recursive) {}
