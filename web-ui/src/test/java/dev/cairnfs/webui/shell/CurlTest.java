package dev.cairnfs.webui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CurlTest {
    @Test
    void aShellReadsBackWhatWasQuoted() throws Exception {
        for (String text : new String[] {"plain", "it's", "'", "\"$HOME\" `id` \\ ;&|", "日本 é\n%"}) {
            assertThat(shell("printf %s " + Curl.quoted(text))).isEqualTo(text);
        }
    }

    private static String shell(String line) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", line).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void jsonStringsAreEscaped() {
        assertThat(Curl.json("/a \"b\" \\ é\t")).isEqualTo("\"/a \\\"b\\\" \\\\ é\\u0009\"");
    }
}
