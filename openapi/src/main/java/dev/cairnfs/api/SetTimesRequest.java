package dev.cairnfs.api;

/** POST /api/v1/client/set-times; answers an empty object. Milliseconds since 1970; -1 leaves a time as it is. */
public record SetTimesRequest(String path, long modificationTimeMillis, long accessTimeMillis) {}
