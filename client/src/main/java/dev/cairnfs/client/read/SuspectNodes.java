package dev.cairnfs.client.read;

import dev.cairnfs.shared.model.BlockLocation;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * DataNodes that could not be reached lately. They are asked last, not never: when nobody else has a block, a suspect is
 * still worth a try. Thread-safe.
 */
public final class SuspectNodes {
    private static final Duration MEMORY = Duration.ofSeconds(60);

    private final Map<String, Suspicion> suspicions = new ConcurrentHashMap<>();

    private record Suspicion(long untilNanos, boolean silent) {}

    /** @param failure what happened when it was asked for something */
    void add(BlockLocation location, long nowNanos, IOException failure) {
        suspicions.put(
                location.datanode().transferAddress(),
                new Suspicion(nowNanos + MEMORY.toNanos(), failure instanceof SocketTimeoutException));
    }

    void clear(BlockLocation location) {
        suspicions.remove(location.datanode().transferAddress());
    }

    private @Nullable Suspicion of(BlockLocation location, long nowNanos) {
        Suspicion found = suspicions.get(location.datanode().transferAddress());
        return found != null && found.untilNanos() - nowNanos > 0 ? found : null;
    }

    /** Whether it let somebody wait in vain; one that only refuses connections costs no time when it is asked again. */
    boolean isSilent(BlockLocation location, long nowNanos) {
        Suspicion found = of(location, nowNanos);
        return found != null && found.silent();
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
            (of(location, nowNanos) != null ? suspects : good).add(location);
        }
        good.addAll(suspects);
        return good;
    }
}
