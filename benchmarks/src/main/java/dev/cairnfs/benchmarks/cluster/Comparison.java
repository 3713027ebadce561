package dev.cairnfs.benchmarks.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured of one row on both systems, and its line in the table: medians over the rounds, and ratios. */
final class Comparison {
    private final Row row;
    private final List<Row.Measure> theirs = new ArrayList<>();
    private final List<Row.Measure> ours = new ArrayList<>();

    Comparison(Row row) {
        this.row = row;
    }

    /** The table's first two lines. */
    static String head() {
        return "| work | unit | Apache HDFS | Cairn | ratio | CPU HDFS | CPU Cairn | CPU ratio |\n"
                + "|---|---|---:|---:|---:|---:|---:|---:|";
    }

    void add(Row.Measure hdfs, Row.Measure cairn) {
        theirs.add(hdfs);
        ours.add(cairn);
    }

    /** A ratio above 1 says that Cairn is ahead: it does more, or needs less CPU time. */
    String line() {
        double hdfsValue = median(theirs, Row.Measure::value);
        double cairnValue = median(ours, Row.Measure::value);
        double hdfsCpu = median(theirs, Row.Measure::serverCpu);
        double cairnCpu = median(ours, Row.Measure::serverCpu);
        String cpuUnit = ours.get(0).cpuUnit();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.1f | %s %s | %s %s | %.1f |",
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

    /** The line that says how long both took to be ready, in milliseconds. */
    static String startLine(long hdfsMillis, long cairnMillis) {
        return String.format(
                Locale.ROOT,
                "| start of 4 servers to the first write | ms | %d | %d | %.1f | | | |",
                hdfsMillis,
                cairnMillis,
                (double) hdfsMillis / cairnMillis);
    }

    private static String shortNumber(double value) {
        return String.format(Locale.ROOT, value < 20 ? "%.2f" : "%.0f", value);
    }

    private static double median(List<Row.Measure> measures, ToDoubleFunction<Row.Measure> of) {
        return median(measures.stream().mapToDouble(of).toArray());
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
