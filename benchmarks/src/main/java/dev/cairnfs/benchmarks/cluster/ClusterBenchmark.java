package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Runs every row on Apache HDFS and on Cairn in turn, several rounds, and prints the medians and their ratio as a
 * Markdown table. {@code benchmarks/run} calls it.
 */
public final class ClusterBenchmark {
    private static final int HDFS_PORTS = 21_000;
    private static final int CAIRN_PORTS = 22_000;

    private ClusterBenchmark() {}

    /**
     * @param args {@code CLASSPATH_FILE LAUNCHER WORK_DIR ROUNDS SCALE ROW_PATTERN}
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 6) {
            throw new IllegalArgumentException("arguments: CLASSPATH_FILE LAUNCHER WORK_DIR ROUNDS SCALE ROW_PATTERN");
        }
        String classPath = Files.readString(Path.of(args[0])).strip();
        Path launcher = Path.of(args[1]).toAbsolutePath();
        Path work = Path.of(args[2]).toAbsolutePath();
        int rounds = Integer.parseInt(args[3]);
        Rows rows = new Rows(Integer.parseInt(args[4]));
        Pattern wanted = Pattern.compile(args[5]);

        System.out.println("## Default settings\n\nHDFS does not sync a block when it is closed; Cairn does.\n");
        compare(classPath, launcher, work.resolve("defaults"), rounds, rows, rows.all(), wanted, false, true);
        System.out.println("\n## Both sync blocks on close\n");
        compare(classPath, launcher, work.resolve("synced"), rounds, rows, rows.dataRows(), wanted, true, true);
        System.out.println("\n## Neither syncs blocks on close\n");
        compare(classPath, launcher, work.resolve("unsynced"), rounds, rows, rows.dataRows(), wanted, false, false);
    }

    private static void compare(
            String classPath,
            Path launcher,
            Path dir,
            int rounds,
            Rows rows,
            List<Row> table,
            Pattern wanted,
            boolean hdfsSyncs,
            boolean cairnSyncs)
            throws IOException {
        List<Row> chosen =
                table.stream().filter(row -> wanted.matcher(row.title()).find()).toList();
        if (chosen.isEmpty()) {
            return;
        }
        try (ApacheHdfs hdfs = new ApacheHdfs(dir.resolve("hdfs"), classPath, HDFS_PORTS, hdfsSyncs);
                Cairn cairn = new Cairn(launcher, dir.resolve("cairn"), CAIRN_PORTS, cairnSyncs)) {
            rows.prepare(hdfs);
            rows.prepare(cairn);
            System.out.println("| work | unit | Apache HDFS | Cairn | ratio | CPU HDFS | CPU Cairn | CPU ratio |");
            System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
            for (Row row : chosen) {
                measure(row, hdfs, cairn, rounds);
            }
            System.out.printf(
                    Locale.ROOT,
                    "| start of 4 servers to the first write | ms | %d | %d | %.1f | | | |%n",
                    hdfs.readyMillis(),
                    cairn.readyMillis(),
                    (double) hdfs.readyMillis() / cairn.readyMillis());
        }
    }

    private static void measure(Row row, ApacheHdfs hdfs, Cairn cairn, int rounds) throws IOException {
        List<Row.Measure> theirs = new ArrayList<>();
        List<Row.Measure> ours = new ArrayList<>();
        // Round 0 warms up and is not counted.
        for (int round = 0; round <= rounds; round++) {
            Row.Measure first = row.run(hdfs, round);
            Row.Measure second = row.run(cairn, round);
            if (round > 0) {
                theirs.add(first);
                ours.add(second);
            }
        }
        double hdfsValue =
                median(theirs.stream().mapToDouble(Row.Measure::value).toArray());
        double cairnValue = median(ours.stream().mapToDouble(Row.Measure::value).toArray());
        double hdfsCpu =
                median(theirs.stream().mapToDouble(Row.Measure::serverCpu).toArray());
        double cairnCpu =
                median(ours.stream().mapToDouble(Row.Measure::serverCpu).toArray());
        String cpuUnit = ours.get(0).cpuUnit();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.1f | %s %s | %s %s | %.1f |%n",
                row.title(),
                row.unit(),
                hdfsValue,
                cairnValue,
                cairnValue / hdfsValue,
                shortNumber(hdfsCpu),
                cpuUnit,
                shortNumber(cairnCpu),
                cpuUnit,
                hdfsCpu / cairnCpu);
    }

    private static String shortNumber(double value) {
        return String.format(Locale.ROOT, value < 20 ? "%.2f" : "%.0f", value);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
