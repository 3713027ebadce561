package dev.cairnfs.simulation;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs simulated clusters, one seed after the other, and prints what happened: {@code first seed} (0: a fresh one), {@code
 * seeds} (0: until it is stopped), {@code minutes of chaos each}. The last line is for machines; it is printed after every
 * tenth seed as well.
 */
public final class ClusterMain {
    private static final int EVERY_MILLIS = 6000;
    private static final int SUMMARY_EVERY = 10;

    private final Map<String, Long> sums = new TreeMap<>();
    private long seeds;
    private long failed;

    private ClusterMain() {}

    public static void main(String[] args) {
        long first = args.length > 0 ? Long.parseLong(args[0]) : 0;
        long count = args.length > 1 ? Long.parseLong(args[1]) : 1;
        long minutes = args.length > 2 ? Long.parseLong(args[2]) : 10;
        ClusterMain main = new ClusterMain();
        main.run(first == 0 ? System.nanoTime() : first, count == 0 ? Long.MAX_VALUE : count, minutes);
        System.out.println(main.summary());
        if (main.failed > 0) {
            System.exit(1);
        }
    }

    private void run(long first, long count, long minutes) {
        Clusters clusters = Clusters.plain();
        for (long i = 0; i < count; i++) {
            long seed = first + i;
            long begin = System.nanoTime();
            seeds++;
            try {
                Map<String, Long> report = clusters.run(seed, minutes * 60_000, EVERY_MILLIS);
                long millis = (System.nanoTime() - begin) / 1_000_000;
                System.out.println("seed " + seed + ": " + report + " in " + millis + " ms");
                report.forEach((name, value) -> sums.merge(name, value, Long::sum));
            } catch (RuntimeException e) {
                failed++;
                System.out.println("FAILED " + e.getMessage());
                e.printStackTrace(System.out);
            }
            if (seeds % SUMMARY_EVERY == 0) {
                System.out.println(summary());
            }
        }
    }

    /** Sums over the seeds that kept every promise; a violation counts as lost bytes until it is looked into. */
    private String summary() {
        StringBuilder line = new StringBuilder("SUMMARY seeds=")
                .append(seeds)
                .append(" failed=")
                .append(failed);
        line.append(" simulated_hours=")
                .append(String.format(Locale.ROOT, "%.2f", sums.getOrDefault("virtual ms", 0L) / 3.6e6));
        sums.forEach((name, value) -> {
            if (!name.equals("trace hash") && !name.equals("virtual ms")) {
                line.append(' ')
                        .append(name.replaceAll("[^A-Za-z0-9]+", "_"))
                        .append('=')
                        .append(value);
            }
        });
        return line.append(failed == 0 ? " acknowledged_bytes_lost=0" : " acknowledged_bytes_lost=unknown")
                .toString();
    }
}
