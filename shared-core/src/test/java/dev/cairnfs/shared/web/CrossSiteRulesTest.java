package dev.cairnfs.shared.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossSiteRulesTest {
    private final CrossSiteRules rules = CrossSiteRules.of(List.of("Nn.example"));
    private final CrossSiteRules datanode = CrossSiteRules.withPagesAt(List.of("nn.example"), 9870);

    @Test
    void theHostMustBeOneOfTheServers() {
        for (String host : List.of("127.0.0.1:9870", "localhost", "LOCALHOST:1", "[::1]:9870", "nn.EXAMPLE:9870", "")) {
            assertThat(rules.refusal("GET", host, null, null)).as(host).isNull();
        }
        assertThat(rules.refusal("GET", null, null, null)).isNull();
        for (String host : List.of("evil.example", "127.evil.example:9870", "localhost.evil.example", "[::2]", "x")) {
            assertThat(rules.refusal("GET", host, null, null)).as(host).isNotNull();
        }
    }

    @Test
    void pagesOfOtherSitesMayNotChangeAnything() {
        assertThat(rules.refusal("POST", "localhost", null, null)).isNull();
        assertThat(rules.refusal("POST", "localhost", "http://localhost:9870", "same-origin"))
                .isNull();
        assertThat(rules.refusal("POST", "localhost", null, "cross-site")).isNotNull();
        assertThat(rules.refusal("GET", "localhost", null, "cross-site")).isNull();
        for (String origin : List.of("null", "http://evil.example", "http://evil.example:9870", "http://127.0.0.1.x")) {
            assertThat(rules.refusal("PUT", "localhost", origin, null))
                    .as(origin)
                    .isNotNull();
            assertThat(datanode.refusal("PUT", "localhost", origin, "same-site"))
                    .as(origin)
                    .isNotNull();
        }
    }

    @Test
    void thePagesOfTheOtherServerAreWelcome() {
        for (String origin : List.of("http://localhost:9870", "http://[::1]:9870", "http://nn.example:9870")) {
            assertThat(datanode.refusal("PUT", "127.0.0.1:9864", origin, "cross-site"))
                    .as(origin)
                    .isNull();
        }
        assertThat(datanode.refusal("PUT", "127.0.0.1:9864", "http://localhost:3000", "same-site"))
                .isNotNull();
        assertThat(datanode.refusal("PUT", "127.0.0.1:9864", null, "cross-site"))
                .isNotNull();
        assertThat(datanode.refusal("PUT", "127.0.0.1:9864", null, null)).isNull();
    }
}
