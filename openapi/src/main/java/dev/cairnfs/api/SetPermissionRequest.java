package dev.cairnfs.api;

/** POST /api/v1/client/set-permission; answers an empty object. permission: mode bits, 0 to 01777. */
public record SetPermissionRequest(String path, int permission) {}
