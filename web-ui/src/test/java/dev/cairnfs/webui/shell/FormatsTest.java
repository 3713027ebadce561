package dev.cairnfs.webui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FormatsTest {
    @Test
    void bytesHaveAUnitAndThreeDigits() {
        assertThat(Formats.bytes(0)).isEqualTo("0 B");
        assertThat(Formats.bytes(1023)).isEqualTo("1023 B");
        assertThat(Formats.bytes(1024)).isEqualTo("1.00 KiB");
        assertThat(Formats.bytes(1_048_575)).isEqualTo("1.00 MiB");
        assertThat(Formats.bytes(10L << 20)).isEqualTo("10.0 MiB");
        assertThat(Formats.bytes(128L << 20)).isEqualTo("128 MiB");
        assertThat(Formats.bytes(Long.MAX_VALUE)).isEqualTo("8.00 EiB");
    }

    @Test
    void whatIsNotKnownIsCalledUnknown() {
        assertThat(Formats.bytes(-1)).isEqualTo("unknown");
        assertThat(Formats.count(-1)).isEqualTo("unknown");
        assertThat(Formats.percent(0, 0)).isEqualTo("unknown");
        assertThat(Formats.duration(-1)).isEqualTo("unknown");
        assertThat(Formats.ago(-5)).isEqualTo("unknown");
        assertThat(Formats.instant(0)).isEqualTo("unknown");
    }

    @Test
    void durationsUseTheirTwoLargestUnits() {
        assertThat(Formats.duration(59_999)).isEqualTo("59 s");
        assertThat(Formats.duration(60_000)).isEqualTo("1 min");
        assertThat(Formats.duration(125_000)).isEqualTo("2 min 5 s");
        assertThat(Formats.duration(11_520_000)).isEqualTo("3 h 12 min");
        assertThat(Formats.duration(352_800_000)).isEqualTo("4 d 2 h");
    }

    @Test
    void modesReadLikeLs() {
        assertThat(Formats.mode(true, 0755)).isEqualTo("drwxr-xr-x");
        assertThat(Formats.mode(false, 0640)).isEqualTo("-rw-r-----");
        assertThat(Formats.mode(true, 01777)).isEqualTo("drwxrwxrwt");
        assertThat(Formats.mode(true, 01776)).isEqualTo("drwxrwxrwT");
    }

    @Test
    void instantsAreIso8601InUtc() {
        assertThat(Formats.instant(1_795_305_600_000L)).isEqualTo("2026-11-22T00:00:00Z");
    }

    @Test
    void encodingLeavesNothingThatAShellOrAServerWouldMisread() {
        assertThat(Curl.encode("it's 100% #?+;é")).isEqualTo("it%27s%20100%25%20%23%3F%2B%3B%C3%A9");
        assertThat(Curl.encodePath("/a b/日")).isEqualTo("/a%20b/%E6%97%A5");
    }
}
