package dev.cairnfs.shared.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block whose replicas are to be brought to one length and one new generation stamp (RecoveringBlockProto).
 *
 * @param block as the NameNode has it
 * @param newGenerationStamp the recovery's id, and the stamp that the replicas get
 * @param locations where replicas may be
 * @param truncated for a truncate: the block as it is to be, under its own id for a copy; otherwise null
 */
public record BlockRecovery(
        Block block,
        long newGenerationStamp,
        List<BlockLocation> locations,
        @Nullable Block truncated) {
    public BlockRecovery {
        locations = List.copyOf(locations);
    }
}
