package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Replicas that a storage is to delete, oldest order first. Keyed by block id, because the blocks may be gone from the
 * namespace.
 */
final class InvalidateSet {
    // Insertion-ordered, so that it is walked the same way in every run.
    private final Map<Long, Long> stampsById = new LinkedHashMap<>();

    /**
     * @param generationStamp of the replica; a DataNode deletes only a replica with this very stamp
     */
    void add(long blockId, long generationStamp) {
        stampsById.put(blockId, generationStamp);
    }

    boolean contains(long blockId) {
        return stampsById.containsKey(blockId);
    }

    boolean remove(long blockId) {
        return stampsById.remove(blockId) != null;
    }

    int size() {
        return stampsById.size();
    }

    void clear() {
        stampsById.clear();
    }

    /**
     * Takes out the oldest entries.
     *
     * @param still entries that it refuses are dropped
     */
    List<Block> poll(int max, Predicate<Block> still) {
        List<Block> polled = new ArrayList<>();
        var entries = stampsById.entrySet().iterator();
        while (polled.size() < max && entries.hasNext()) {
            Map.Entry<Long, Long> entry = entries.next();
            Block block = new Block(entry.getKey(), entry.getValue(), 0);
            entries.remove();
            if (still.test(block)) {
                polled.add(block);
            }
        }
        return polled;
    }
}
