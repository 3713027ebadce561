package dev.cairnfs.shared.model;

/**
 * A file that is open for writing.
 *
 * @param holder the client that writes it
 * @param clientMachine from where it was created
 * @param ageMillis since the holder last renewed its lease, by the monotonic clock
 */
public record LeaseInfo(String path, long fileId, String holder, String clientMachine, long ageMillis) {}
