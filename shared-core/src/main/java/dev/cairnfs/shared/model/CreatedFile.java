package dev.cairnfs.shared.model;

import org.jspecify.annotations.Nullable;

/**
 * A file that was just made, with its first block.
 *
 * @param firstBlock null when none could be given now: asking for it then tells why
 */
public record CreatedFile(FileStatus status, @Nullable LocatedBlock firstBlock) {}
