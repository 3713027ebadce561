package dev.cairnfs.namenode.blocks;

import java.util.ArrayList;
import java.util.List;

/** Racks as HDFS writes them ({@code /datacenter/rack}) and the distances between them. Stateless. */
final class NetworkTopology {
    static final String DEFAULT_RACK = "/default-rack";

    private static final int RACK_LENGTH_MAX = 1000;

    private NetworkTopology() {}

    /**
     * The rack with one leading slash, none at the end and no empty levels.
     *
     * @return {@link #DEFAULT_RACK} for an empty name
     */
    static String normalize(String rack) {
        List<String> levels = levels(rack.length() > RACK_LENGTH_MAX ? rack.substring(0, RACK_LENGTH_MAX) : rack);
        return levels.isEmpty() ? DEFAULT_RACK : "/" + String.join("/", levels);
    }

    /** Does it begin with a slash, and is each level a name? */
    static boolean isLocation(String rack) {
        if (!rack.startsWith("/")) {
            return false;
        }
        for (String level : rack.substring(1).split("/", -1)) {
            boolean name = !level.isEmpty() && level.chars().allMatch(letter -> letter > ' ' && letter != 0x7F);
            if (!name || level.equals(".") || level.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Hops between two nodes of these racks, as HDFS counts them: 2 within a rack, and 2 more for each level up to the
     * common ancestor. The same node has distance 0, which the caller knows.
     */
    static int distance(String rack, String other) {
        if (rack.equals(other)) {
            return 2;
        }
        List<String> left = levels(rack);
        List<String> right = levels(other);
        int common = 0;
        while (common < left.size() && common < right.size() && left.get(common).equals(right.get(common))) {
            common++;
        }
        return 2 + left.size() + right.size() - 2 * common;
    }

    private static List<String> levels(String rack) {
        List<String> levels = new ArrayList<>();
        int from = 0;
        while (from <= rack.length()) {
            int to = rack.indexOf('/', from);
            int end = to < 0 ? rack.length() : to;
            String level = rack.substring(from, end).trim();
            if (!level.isEmpty()) {
                levels.add(level);
            }
            from = end + 1;
        }
        return levels;
    }
}
