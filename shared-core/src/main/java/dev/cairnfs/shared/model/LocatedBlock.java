package dev.cairnfs.shared.model;

import java.util.List;

/**
 * A block of a file with the places where it is.
 *
 * @param offset where the block begins in the file, in bytes
 * @param corrupt every known replica is corrupt
 * @param locations for a reader nearest first; for a writer in pipeline order
 */
public record LocatedBlock(ExtendedBlock block, long offset, boolean corrupt, List<BlockLocation> locations) {
    public LocatedBlock {
        locations = List.copyOf(locations);
    }
}
