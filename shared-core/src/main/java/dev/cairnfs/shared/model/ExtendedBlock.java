package dev.cairnfs.shared.model;

/** A block with the pool it belongs to ({@code ExtendedBlockProto}). */
public record ExtendedBlock(String poolId, Block block) {
    @Override
    public String toString() {
        return poolId + ":" + block;
    }
}
