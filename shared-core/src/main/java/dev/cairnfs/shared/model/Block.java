package dev.cairnfs.shared.model;

/**
 * A block, or a replica of it, as HDFS's {@code BlockProto} names it.
 *
 * @param blockId unique within a block pool, never used twice
 * @param generationStamp grows with every recovery; a replica with an older one is stale
 * @param numBytes length in bytes
 */
public record Block(long blockId, long generationStamp, long numBytes) {
    /** {@code blk_ID}, the name of the data file. */
    public String blockName() {
        return "blk_" + blockId;
    }

    @Override
    public String toString() {
        return "blk_" + blockId + "_" + generationStamp;
    }
}
