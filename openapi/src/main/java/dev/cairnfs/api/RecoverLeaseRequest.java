package dev.cairnfs.api;

import org.jspecify.annotations.Nullable;

/**
 * POST /api/v1/client/recover-lease; answers a BooleanResponse: true when the file is closed, false while its last block is
 * recovered.
 *
 * @param own true: the writer gives its own file up, and needs no permission; nothing is done when the lease is another's
 */
public record RecoverLeaseRequest(
        String path, String clientName, @Nullable Boolean own) {
    /** Takes the file from whoever writes it. */
    public RecoverLeaseRequest(String path, String clientName) {
        this(path, clientName, null);
    }
}
