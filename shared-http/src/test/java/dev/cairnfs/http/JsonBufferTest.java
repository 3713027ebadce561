package dev.cairnfs.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonBufferTest {
    private static String quoted(String text) {
        return new JsonBuffer(1).string(text).toString();
    }

    @Test
    void writesWhatAParserReadsBack() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                int cp = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x180);
                if (cp < 0xd800 || cp > 0xdfff) {
                    text.appendCodePoint(cp);
                }
            }
            assertThat(JsonMapper.shared().readValue(quoted(text.toString()), String.class))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void escapesQuotesBackslashesAndControlCharacters() {
        assertThat(quoted("a\"b\\c\n\u007f/é日\uD83D\uDE00")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u007f/é日\uD83D\uDE00\"");
        assertThat(quoted("\uD800x")).isEqualTo("\"?x\"");
    }

    @Test
    void writesNumbers() {
        for (long value : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, -987654321L, 1L << 31, (1L << 31) - 1}) {
            assertThat(new JsonBuffer(1).number(value).toString()).isEqualTo(Long.toString(value));
        }
        long power = 1;
        for (int i = 0; i < 19; i++) {
            for (long value : new long[] {power - 1, power, power + 1, 7 * (power / 10)}) {
                assertThat(new JsonBuffer(1).number(value).toString()).isEqualTo(Long.toString(value));
            }
            power *= 10;
        }
    }
}
