package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;

/** One line of the table: prepares what it needs, and runs its work once on a cluster. */
interface Row {
    String title();

    /** The unit of {@link Measure#value()}, for example {@code ops/s}. */
    String unit();

    /** What was measured; CPU time is that of all servers, per operation or per GiB. */
    record Measure(double value, double serverCpu, String cpuUnit) {}

    /**
     * Runs once.
     *
     * @param round distinguishes the rounds, so that none meets what another one left
     */
    Measure run(ClusterUnderTest cluster, int round) throws IOException;
}
