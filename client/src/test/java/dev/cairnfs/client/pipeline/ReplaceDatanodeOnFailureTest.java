package dev.cairnfs.client.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.ReplaceDatanodeOnFailure.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaceDatanodeOnFailureTest {
    @ParameterizedTest
    @CsvSource({
        // policy, replication, nodes left, relied on, wanted
        "DEFAULT, 3, 2, false, false",
        "DEFAULT, 3, 2, true,  true",
        "DEFAULT, 3, 1, false, true",
        "DEFAULT, 3, 3, true,  false",
        "DEFAULT, 3, 0, true,  false",
        "DEFAULT, 2, 1, true,  false",
        "DEFAULT, 4, 3, false, false",
        "DEFAULT, 4, 2, false, true",
        "DEFAULT, 5, 3, false, false",
        "DEFAULT, 5, 2, false, true",
        "ALWAYS,  2, 1, false, true",
        "ALWAYS,  3, 2, false, true",
        "ALWAYS,  3, 3, true,  false",
        "ALWAYS,  3, 0, true,  false",
        "NEVER,   3, 1, true,  false",
        "DISABLE, 3, 1, true,  false",
    })
    void wantsWhatHdfsWants(Policy policy, int replication, int nodes, boolean reliedOn, boolean wanted) {
        assertThat(new ReplaceDatanodeOnFailure(policy, false, 0).wants(replication, nodes, reliedOn))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        // best effort, min replication, nodes left, goes on
        "false, 0, 2, false",
        "true,  0, 1, true",
        "false, 2, 2, true",
        "false, 2, 1, false",
        "false, 1, 1, true",
    })
    void goesOnWithoutAnotherOneWhenItMay(boolean bestEffort, int minReplication, int nodes, boolean goesOn) {
        assertThat(new ReplaceDatanodeOnFailure(Policy.DEFAULT, bestEffort, minReplication).toleratesMissing(nodes))
                .isEqualTo(goesOn);
    }

    @Test
    void hasHdfsDefaults() {
        assertThat(PipelinePolicy.STANDARD.replacement())
                .isEqualTo(new ReplaceDatanodeOnFailure(Policy.DEFAULT, false, 0));
        assertThat(PipelinePolicy.STANDARD.recoveriesMax()).isEqualTo(5);
        assertThat(PipelinePolicy.STANDARD.restartWait()).hasSeconds(30);
        assertThat(PipelinePolicy.STANDARD.slowAcksMax()).isEqualTo(10);
        assertThatThrownBy(() -> new ReplaceDatanodeOnFailure(Policy.DEFAULT, false, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
