package dev.cairnfs.shared.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0B, 0",
        "4096, 4096",
        "64KiB, 65536",
        "64KB, 65536",
        "64k, 65536",
        "1MiB, 1048576",
        "' 128 MB ', 134217728",
        "1g, 1073741824",
        "2TiB, 2199023255552",
        "1p, 1125899906842624",
        "9223372036854775807, 9223372036854775807"
    })
    void unitsAreBinary(String text, long bytes) {
        assertThat(ByteSize.valueOf(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "-1", "1.5MB", "1 XB", "1MiB2", "9223372036854775808", "8589934592g"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.valueOf(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void aSizeIsNotNegative() {
        assertThatThrownBy(() -> new ByteSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
