package dev.cairnfs.namenode.blocks;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which DataNodes others find slow. One voice is not enough: it may be the reporter's own network that is slow. A report
 * counts for a while and must be repeated; a slow node gets no new blocks, so that in time nobody reports it, and it is tried
 * again (docs/decisions/0071).
 */
final class SlowPeerTracker {
    /** HDFS keeps reports for three intervals of 30 min; here they come with heartbeats. */
    static final long REPORT_VALID_MILLIS = 600_000;

    static final int REPORTERS_MIN = 2;

    /** By the slow node's uuid the reporters' uuids, with the time of the latest report. */
    private final Map<String, Map<String, Long>> reports = new TreeMap<>();

    void report(DatanodeDescriptor reporter, DatanodeDescriptor slow, long nowMillis) {
        if (reporter != slow) {
            reports.computeIfAbsent(slow.id.uuid(), any -> new TreeMap<>()).put(reporter.id.uuid(), nowMillis);
        }
    }

    boolean isSlow(DatanodeDescriptor node, long nowMillis) {
        Map<String, Long> reporters = reports.get(node.id.uuid());
        if (reporters == null) {
            return false;
        }
        reporters.values().removeIf(reported -> nowMillis - reported > REPORT_VALID_MILLIS);
        if (reporters.isEmpty()) {
            reports.remove(node.id.uuid());
        }
        return reporters.size() >= REPORTERS_MIN;
    }
}
