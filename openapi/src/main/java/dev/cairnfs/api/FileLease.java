package dev.cairnfs.api;

import org.jspecify.annotations.Nullable;

/**
 * GET /api/v1/lease: who writes one file.
 *
 * @param lease null when the file is closed
 */
public record FileLease(@Nullable LeaseDescription lease) {}
