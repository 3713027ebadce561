package dev.cairnfs.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bounded part of what {@code cluster-tests/torture} does for as long as one wishes. */
final class TortureTest {
    private static final Path CLUSTERS =
            Path.of(System.getProperty("cairn.clusters", "target/clusters")).toAbsolutePath();

    @BeforeAll
    static void makeApplicationsReady() throws IOException {
        Shell.run(Installation.directory().resolve("cairn").toString(), "prepare");
    }

    @ParameterizedTest
    @CsvSource({"KILL,5", "POWER_CUT_NAMENODE,3", "POWER_CUT_DATANODE,2", "FULL_DISK,4"})
    void keepsEveryPromise(Kind kind, int cycles) throws IOException {
        Files.createDirectories(CLUSTERS);
        Path work = Files.createTempDirectory(CLUSTERS, "torture-" + kind.word() + "-");
        String whyNot = kind.whyNot(work);
        Assumptions.assumeTrue(whyNot.isEmpty(), whyNot);
        long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
        Tally tally = new Tally(System.out);
        Run.run(kind, RunContext.of(work, seed, tally, false), cycles, Duration.ofMinutes(5));
        assertThat(tally.brokenPromises()).as("seed %d, logs in %s", seed, work).isEmpty();
        assertThat(tally.get("cycles")).isEqualTo(cycles);
        assertThat(tally.get("acknowledged bytes")).isPositive();
    }
}
