package dev.cairnfs.shared.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HdfsPathTest {
    @Test
    void surrogatePairsAreNames() throws HdfsException {
        assertThat(HdfsPath.parse("/a\uD83D\uDE00b/\uD83D\uDE00\uD83D\uDE00").name())
                .isEqualTo("\uD83D\uDE00\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a:b", "/a//b", "/a/../b", "/a/./b", "a"})
    void refusalsHaveHdfssWords(String bad) {
        assertThatThrownBy(() -> HdfsPath.parse(bad))
                .isInstanceOf(HdfsException.class)
                .hasMessage("Invalid path name Invalid file name: " + bad)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void halvesOfPairsAreRefused(int index) {
        String bad = new String[] {"\uD83D", "\uDE00", "x\uD83Dy", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"}[index];
        assertThatThrownBy(() -> HdfsPath.parse("/d/" + bad))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH));
    }
}
