package dev.cairnfs.namenode.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import org.junit.jupiter.api.Test;

class ReportMemoryTest {
    private static final int MIB = 1 << 20;

    private final ReportMemory memory = new ReportMemory(4L * MIB, 2 * MIB);

    private void assertFull(long bytes) {
        assertThatThrownBy(() -> memory.take(bytes))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRIABLE));
    }

    @Test
    void whoComesWhenItIsFullComesAgain() throws HdfsException {
        ReportMemory.Share first = memory.take(MIB);
        memory.take(-1);
        assertFull(MIB);
        assertFull(-1);
        first.close();
        memory.take(MIB);
        assertFull(MIB);
        memory.take(1000);
    }

    @Test
    void anAnnouncedLengthCountsNoMoreThanMayCome() throws HdfsException {
        memory.take(Long.MAX_VALUE);
        memory.take(MIB);
        assertFull(MIB);
    }
}
