package dev.cairnfs.api;

/** POST /api/v1/client/create; answers a FileStatus. replication and blockSizeBytes 0: the server's default. permission is already the caller's with the umask applied. */
public record CreateRequest(
        String path,
        int permission,
        String clientName,
        boolean overwrite,
        boolean createParent,
        int replication,
        long blockSizeBytes) {}
