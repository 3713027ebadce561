package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            rows.warmUp(hdfs);
            rows.warmUp(cairn);
            System.out.println(Comparison.head());
            for (Row row : chosen) {
                measure(row, hdfs, cairn, rounds);
            }
            System.out.println(Comparison.startLine(hdfs.readyMillis(), cairn.readyMillis()));
        }
    }

    private static void measure(Row row, ApacheHdfs hdfs, Cairn cairn, int rounds) throws IOException {
        Comparison comparison = new Comparison(row);
        // Round 0 warms up and is not counted.
        for (int round = 0; round <= rounds; round++) {
            Row.Measure theirs = row.run(hdfs, round);
            Row.Measure ours = row.run(cairn, round);
            if (round > 0) {
                comparison.add(theirs, ours);
            }
        }
        System.out.println(comparison.line());
    }
}
