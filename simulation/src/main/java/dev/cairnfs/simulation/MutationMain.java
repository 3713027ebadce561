package dev.cairnfs.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts one bug after the other into the product, and looks for the seed that catches it: arguments are how many seeds to
 * try, and the names of the bugs, without which all are tried. Only seeds count that pass without a bug.
 */
public final class MutationMain {
    private static final long CHAOS_MILLIS = 200_000;
    private static final int EVERY_MILLIS = 5000;
    private static final int REASON_MAX = 160;

    private MutationMain() {}

    public static void main(String[] args) {
        int tries = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        List<String> names = List.of(args).subList(Math.min(1, args.length), args.length);
        List<Long> clusterSeeds = passing(Clusters.plain(), tries, false);
        List<Long> nameNodeSeeds = passing(Clusters.plain(), 2, true);
        int missed = 0;
        for (Bug bug : Bugs.ALL) {
            if (names.isEmpty() || names.contains(bug.name())) {
                String caught = hunt(bug, clusterSeeds, nameNodeSeeds);
                missed += caught.isEmpty() ? 1 : 0;
                System.out.println("| " + bug.name() + " | " + bug.story() + " | "
                        + (caught.isEmpty() ? "not caught | " : caught) + " |");
            }
        }
        System.exit(missed > 0 ? 1 : 0);
    }

    private static List<Long> passing(Clusters clusters, int wanted, boolean nameNode) {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seeds.size() < wanted; seed++) {
            if (run(clusters, seed, nameNode).isEmpty()) {
                seeds.add(seed);
            }
        }
        System.out.println((nameNode ? "NameNode" : "cluster") + " seeds: " + seeds);
        return seeds;
    }

    /** The cells of the table's row; empty when no seed catches it. */
    private static String hunt(Bug bug, List<Long> clusterSeeds, List<Long> nameNodeSeeds) {
        Clusters clusters = Clusters.withBug(bug);
        boolean ofNameNode = bug.owner().startsWith("dev/cairnfs/namenode");
        for (long seed : ofNameNode ? nameNodeSeeds : List.<Long>of()) {
            String what = run(clusters, seed, true);
            if (!what.isEmpty()) {
                return "NameNode " + seed + " | " + what;
            }
        }
        for (long seed : clusterSeeds) {
            String what = run(clusters, seed, false);
            if (!what.isEmpty()) {
                return "cluster " + seed + " | " + what;
            }
        }
        return "";
    }

    private static String run(Clusters clusters, long seed, boolean nameNode) {
        try {
            if (nameNode) {
                clusters.runNameNode(seed);
            } else {
                clusters.run(seed, CHAOS_MILLIS, EVERY_MILLIS);
            }
            return "";
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause().getMessage() != null) {
                cause = cause.getCause();
            }
            String first =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            String text = first.isEmpty() ? cause.getClass().getSimpleName() : first;
            return text.substring(0, Math.min(REASON_MAX, text.length())).replace('|', '/');
        }
    }
}
