package dev.cairnfs.api;

/**
 * GET /api/v1/leases: a file that is open for writing; those whose writer was silent longest come first.
 *
 * @param holder the client's name
 * @param clientMachine host or address of the writer; empty when unknown
 * @param ageMillis milliseconds since the holder renewed last
 */
public record LeaseDescription(String path, long fileId, String holder, String clientMachine, long ageMillis) {}
