package dev.cairnfs.webui.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.webui.OverviewView;
import dev.cairnfs.webui.SafeModeView;
import dev.cairnfs.webui.shell.Tone;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DiagnosisTest {
    private static final SafeModeView SAFE_MODE_OFF =
            new SafeModeView(false, false, "", 0, 0, 0, 4, 0, OptionalLong.empty(), List.of());

    private static Diagnosis of(long missing, long underReplicated, long badlyDistributed) {
        return of(missing, underReplicated, badlyDistributed, new OverviewView.Stalled(0, ""));
    }

    private static Diagnosis of(
            long missing, long underReplicated, long badlyDistributed, OverviewView.Stalled stalled) {
        return Diagnosis.of(new OverviewView(
                SAFE_MODE_OFF,
                new OverviewView.Capacity(100, 10, 10, 80),
                new OverviewView.Blocks(50, missing, 0, 0, underReplicated, badlyDistributed, 0, 0, 0),
                new OverviewView.Datanodes(4, 0, 0, 0, 0),
                10,
                1,
                0,
                stalled));
    }

    @Test
    void aClusterWithoutProblemsIsHealthy() {
        Diagnosis diagnosis = of(0, 0, 0);
        assertThat(diagnosis.tone()).isEqualTo(Tone.GOOD);
        assertThat(diagnosis.verdict()).isEqualTo("Healthy: every block has its replicas, and all 4 DataNodes answer.");
        assertThat(diagnosis.problems()).isEmpty();
    }

    /** A second rack has joined: the old blocks lack nothing but a place on it. */
    @Test
    void tooFewRacksAreNotTooFewReplicas() {
        Diagnosis diagnosis = of(0, 0, 7);
        assertThat(diagnosis.tone()).isEqualTo(Tone.INFO);
        assertThat(diagnosis.verdict())
                .isEqualTo("Every block has its replicas, but 7 blocks have them on too few racks.");
        assertThat(diagnosis.problems()).hasSize(1);
        Problem problem = diagnosis.problems().get(0);
        assertThat(problem.title()).isEqualTo("7 blocks are on too few racks");
        assertThat(problem.consequence()).startsWith("Every replica that was asked for is there");
        assertThat(problem.href()).isEqualTo("/ui/replicas?kind=badly-distributed");
    }

    @Test
    void tooFewReplicasComeBeforeTooFewRacks() {
        Diagnosis diagnosis = of(0, 2, 7);
        assertThat(diagnosis.tone()).isEqualTo(Tone.WARN);
        assertThat(diagnosis.verdict())
                .isEqualTo("No data is missing, but 2 blocks have fewer replicas than asked for.");
        assertThat(diagnosis.problems())
                .extracting(Problem::title)
                .containsExactly("2 blocks have too few replicas", "7 blocks are on too few racks");
    }

    @Test
    void filesThatCannotBeClosedAreNamed() {
        Diagnosis diagnosis = of(0, 0, 7, new OverviewView.Stalled(2, "/a 100%"));
        assertThat(diagnosis.tone()).isEqualTo(Tone.WARN);
        assertThat(diagnosis.problems())
                .extracting(Problem::title)
                .containsExactly("2 files wait for their recovery", "7 blocks are on too few racks");
        Problem problem = diagnosis.problems().get(0);
        assertThat(problem.consequence()).endsWith("Longest: /a 100%.");
        assertThat(problem.href()).isEqualTo("/ui/leases?state=stalled");
        assertThat(of(0, 0, 0, new OverviewView.Stalled(1, ""))
                        .problems()
                        .get(0)
                        .consequence())
                .as("who may not know the path")
                .doesNotContain("Longest");
    }

    @Test
    void whatCannotBeReadComesFirst() {
        Diagnosis diagnosis = of(1, 2, 0);
        assertThat(diagnosis.tone()).isEqualTo(Tone.BAD);
        assertThat(diagnosis.verdict()).startsWith("1 block has no good replica");
        assertThat(diagnosis.problems())
                .extracting(Problem::title)
                .containsExactly("1 block is missing", "2 blocks have too few replicas");
    }
}
