package dev.cairnfs.client.pipeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DataNodes that failed this stream, each until a moment of the monotonic clock. */
final class ExcludedNodes {
    private final Map<String, Long> untilNanos = new LinkedHashMap<>();

    void add(String transferAddress, long until) {
        untilNanos.put(transferAddress, until);
    }

    /** The nodes excluded now, in the order in which they failed first. */
    List<String> at(long nowNanos) {
        List<String> excluded = new ArrayList<>(untilNanos.size());
        Iterator<Map.Entry<String, Long>> entries = untilNanos.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Long> entry = entries.next();
            // A difference, because the monotonic clock may wrap around.
            if (entry.getValue() - nowNanos <= 0) {
                entries.remove();
            } else {
                excluded.add(entry.getKey());
            }
        }
        return excluded;
    }
}
