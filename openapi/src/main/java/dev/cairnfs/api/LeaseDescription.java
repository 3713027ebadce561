package dev.cairnfs.api;

import java.util.List;

/**
 * GET /api/v1/leases: one writer with the files that it holds open.
 *
 * @param holder the client's name
 * @param ageMillis milliseconds since the last renewal
 */
public record LeaseDescription(String holder, long ageMillis, List<String> paths) {}
