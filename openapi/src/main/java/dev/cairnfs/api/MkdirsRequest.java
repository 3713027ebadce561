package dev.cairnfs.api;

/**
 * POST /api/v1/client/mkdirs; answers a BooleanResponse.
 *
 * @param permission mode bits of the new directory (0 to 01777), the umask already applied
 * @param createParent whether missing parents are made, too
 */
public record MkdirsRequest(String path, int permission, boolean createParent) {}
