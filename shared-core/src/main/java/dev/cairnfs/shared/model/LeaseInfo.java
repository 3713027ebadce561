package dev.cairnfs.shared.model;

import org.jspecify.annotations.Nullable;

/**
 * A file that is open for writing.
 *
 * @param holder the client that writes it
 * @param clientMachine from where it was created
 * @param ageMillis since the holder last renewed its lease, by the monotonic clock
 * @param lastBlock null for a file without blocks
 */
public record LeaseInfo(
        String path,
        long fileId,
        String holder,
        String clientMachine,
        long ageMillis,
        @Nullable OpenBlock lastBlock) {}
