package dev.cairnfs.simulation.disk;

import java.util.Map;
import java.util.TreeMap;

/** A directory's entries: as programs see them, and as they are on the platter. */
final class DirectoryNode implements Node {
    private final TreeMap<String, Node> entries = new TreeMap<>();
    private final TreeMap<String, Node> durable = new TreeMap<>();

    Map<String, Node> entries() {
        return entries;
    }

    Map<String, Node> durable() {
        return durable;
    }

    void powerCut() {
        entries.clear();
        entries.putAll(durable);
    }
}
