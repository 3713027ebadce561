package dev.cairnfs.shared.model;

import org.jspecify.annotations.Nullable;

/**
 * A file that was opened for append.
 *
 * @param status the file as it is now
 * @param lastBlock the last block, which the writer goes on with under a new generation stamp that it asks for (updateBlockForPipeline); null when it begins with a new block
 */
public record AppendedFile(FileStatus status, @Nullable LocatedBlock lastBlock) {}
