package dev.cairnfs.namenode.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import org.junit.jupiter.api.Test;

class QueryStringTest {
    @Test
    void decodesOnceAndIgnoresTheCaseOfNames() throws Exception {
        QueryString query = QueryString.parse("OP=LISTSTATUS&x=%2525+%2B&&y&X=second&z==");
        assertThat(query.get("op")).isEqualTo("LISTSTATUS");
        assertThat(query.get("x")).isEqualTo("%25 +");
        assertThat(query.get("y")).isEmpty();
        assertThat(query.get("z")).isEqualTo("=");
        assertThat(query.get("missing")).isNull();
    }

    @Test
    void refusesBrokenEscapesAndOtherEncodings() {
        for (String bad : new String[] {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%c3%28", "%e9=1"}) {
            assertThatThrownBy(() -> QueryString.parse(bad)).as(bad).isInstanceOf(HdfsException.class);
        }
    }

    @Test
    void boundsTheNumberOfParameters() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append("&p").append(i).append("=1");
        }
        assertThatThrownBy(() -> QueryString.parse(many.toString())).isInstanceOf(HdfsException.class);
    }

    @Test
    void aPathKeepsItsPlus() throws Exception {
        assertThat(PercentDecoder.path("/a+b%2Bc%2f%E6%97%A5")).isEqualTo("/a+b+c/日");
        StringBuilder out = new StringBuilder();
        PercentEncoder.path(out, "/a+b %?#;é");
        assertThat(out.toString()).isEqualTo("/a%2Bb%20%25%3F%23%3B%C3%A9");
    }
}
