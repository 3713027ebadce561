package dev.cairnfs.shared.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void mavenHasFilledItIn() {
        assertThat(BuildInfo.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?( \\([0-9a-f]{7,12}\\))?");
    }
}
