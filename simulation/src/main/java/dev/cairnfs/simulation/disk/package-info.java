/**
 * A disk with a page cache, as a {@link java.nio.file.FileSystem}: what was written is lost in a power cut, by sectors and
 * directory entries, unless it was synced. Used by one fiber at a time. May use: {@code runtime}.
 */
@NullMarked
package dev.cairnfs.simulation.disk;

import org.jspecify.annotations.NullMarked;
