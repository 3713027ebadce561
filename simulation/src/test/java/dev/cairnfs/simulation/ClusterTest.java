package dev.cairnfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real DataNodes and clients on simulated machines. */
@Timeout(300)
class ClusterTest {
    private static final Clusters CLUSTERS = Clusters.plain();
    private static final long CHAOS_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int EVERY_MILLIS = 6000;
    /** So rarely that nothing goes wrong at all. */
    private static final int HARDLY_EVER_MILLIS = (int) Duration.ofMinutes(50).toMillis();

    /**
     * A build gives one answer, so these are always the same; {@code ClusterMain} goes on with fresh ones. What a seed does
     * changes with the code: together they must have met enough.
     */
    @Test
    void fixedSeedsKeepEveryPromise() {
        Map<String, Long> sums = new TreeMap<>();
        for (long seed : new long[] {3, 6, 10, 11, 12}) {
            Map<String, Long> report = CLUSTERS.run(seed, CHAOS_MILLIS, EVERY_MILLIS);
            System.out.println("seed " + seed + ": " + report);
            report.forEach((name, value) -> sums.merge(name, value, Long::sum));
        }
        assertThat(sums.get("files closed")).isGreaterThan(200);
        assertThat(sums.get("reads checked")).isGreaterThan(400);
        assertThat(sums.get("replicas checked")).isGreaterThan(500);
        assertThat(sums.get("files kept open")).isPositive();
        assertThat(sums)
                .containsKeys(
                        "fault: DataNode kill -9",
                        "fault: DataNode kill -9 within a disk operation",
                        "fault: DataNode power cut",
                        "fault: client kill -9",
                        "fault: NameNode kill -9",
                        "fault: full disk");
    }

    /** Seeds whose network is without trouble. */
    @ParameterizedTest
    @ValueSource(longs = {11, 18})
    void whileNothingFailsNobodySeesLessThanOthersWereShown(long seed) {
        Map<String, Long> report = CLUSTERS.run(seed, CHAOS_MILLIS, HARDLY_EVER_MILLIS);
        System.out.println("seed " + seed + ": " + report);
        assertThat(report.get("messages lost or held up")).isZero();
        assertThat(report.get("reads checked")).isGreaterThan(100);
        assertThat(report.keySet()).noneMatch(name -> name.startsWith("fault"));
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        long brief = Duration.ofMinutes(2).toMillis();
        Map<String, Long> first = CLUSTERS.run(77, brief, EVERY_MILLIS);
        assertThat(CLUSTERS.run(77, brief, EVERY_MILLIS)).isEqualTo(first);
        assertThat(CLUSTERS.run(78, brief, EVERY_MILLIS).get("trace hash")).isNotEqualTo(first.get("trace hash"));
    }
}
