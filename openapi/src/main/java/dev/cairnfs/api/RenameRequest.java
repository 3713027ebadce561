package dev.cairnfs.api;

import org.jspecify.annotations.Nullable;

/**
 * POST /api/v1/client/rename; answers a BooleanResponse.
 *
 * @param overwrite null: HDFS's first rename, which answers false when it refuses and moves into an existing directory;
 *     otherwise its second one, which answers true or fails with an error, and replaces the destination when true
 */
public record RenameRequest(
        String source, String destination, @Nullable Boolean overwrite) {}
