package dev.cairnfs.client.read;

import dev.cairnfs.shared.model.BlockLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * DataNodes that could not be reached lately. They are asked last, not never: when nobody else has a block, a suspect is
 * still worth a try. Thread-safe.
 */
public final class SuspectNodes {
    private static final Duration MEMORY = Duration.ofSeconds(60);

    private final Map<String, Long> untilNanos = new ConcurrentHashMap<>();

    void add(BlockLocation location, long nowNanos) {
        untilNanos.put(location.datanode().transferAddress(), nowNanos + MEMORY.toNanos());
    }

    void clear(BlockLocation location) {
        untilNanos.remove(location.datanode().transferAddress());
    }

    /** The locations that were not tried, in their order, suspects at the end. */
    List<BlockLocation> order(List<BlockLocation> locations, Set<String> tried, long nowNanos) {
        List<BlockLocation> good = new ArrayList<>(locations.size());
        List<BlockLocation> suspects = new ArrayList<>();
        for (BlockLocation location : locations) {
            String address = location.datanode().transferAddress();
            if (tried.contains(address)) {
                continue;
            }
            Long until = untilNanos.get(address);
            if (until != null && until - nowNanos > 0) {
                suspects.add(location);
            } else {
                good.add(location);
            }
        }
        good.addAll(suspects);
        return good;
    }
}
