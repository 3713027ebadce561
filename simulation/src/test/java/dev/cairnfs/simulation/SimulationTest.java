package dev.cairnfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class SimulationTest {
    @ParameterizedTest
    @ValueSource(longs = {11, 1058})
    void fixedSeedsKeepEveryPromise(long seed) {
        Simulation.Report report = Simulation.run(seed, SimulationSettings.standard());
        System.out.println(report);
        assertThat(report.transactions()).isGreaterThan(2000);
        assertThat(report.crashes()).isGreaterThan(2);
        assertThat(report.images()).isGreaterThan(3);
        assertThat(report.filesWritten()).isGreaterThan(100);
        assertThat(report.repeatedCalls()).isPositive();
    }

    @Test
    void aFreshSeedKeepsEveryPromise() {
        long seed = new SecureRandom().nextLong() >>> 1;
        System.out.println("fresh seed: " + seed);
        System.out.println(Simulation.run(seed, SimulationSettings.standard()));
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        SimulationSettings brief =
                new SimulationSettings(Duration.ofMinutes(2).toMillis(), 5, 4, 4, 3, 120_000, 60_000);
        Simulation.Report first = Simulation.run(77, brief);
        assertThat(Simulation.run(77, brief)).isEqualTo(first);
        assertThat(Simulation.run(78, brief).traceHash()).isNotEqualTo(first.traceHash());
    }
}
