package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import org.junit.jupiter.api.Test;

class FsckTest {
    private final Core core = new Core();

    private FsckReport check(String path) throws Exception {
        return core.read(Core.HDFS, new Fsck(Core.path(path)));
    }

    /** A file of one block of 10 bytes and replication 3, with that many live replicas. */
    private void file(String path, int live) throws Exception {
        long id = core.file(Core.HDFS, path, 10);
        core.blocks.live.put(core.namespace.inodes().block(id, 0), live);
    }

    @Test
    void countsBlocksByTheirReplicas() throws Exception {
        file("/d/whole", 3);
        file("/d/thin", 1);
        file("/d/e/lost", 0);
        file("/d/e/rich", 4);
        core.create(Core.HDFS, "/d/open");
        FsckReport report = check("/d");
        assertThat(report.directories()).isEqualTo(2);
        assertThat(report.files()).isEqualTo(4);
        assertThat(report.openFiles()).isEqualTo(1);
        assertThat(report.bytes()).isEqualTo(40);
        assertThat(report.blocks()).isEqualTo(4);
        assertThat(report.minimallyReplicated()).isEqualTo(3);
        assertThat(report.overReplicated()).isEqualTo(1);
        assertThat(report.underReplicated()).isEqualTo(1);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.wantedReplicas()).isEqualTo(12);
        assertThat(report.liveReplicas()).isEqualTo(8);
        assertThat(report.missingReplicas()).isEqualTo(2);
        assertThat(report.healthy()).isFalse();
        assertThat(report.problems().stream().map(FsckReport.Problem::path))
                .containsExactlyInAnyOrder("/d/thin", "/d/e/lost");
        assertThat(check("/d/thin").healthy()).isTrue();
        assertThat(check("/d/e/lost").missing()).isEqualTo(1);
    }

    @Test
    void needsAccessToTheTree() throws Exception {
        core.mkdir(Core.HDFS, "/d/closed", 0700);
        core.refused(Core.EVE, new Fsck(Core.path("/d")), ErrorCode.ACCESS_CONTROL, "Permission denied: user=eve");
        core.refused(Core.EVE, new Fsck(Core.path("/no")), ErrorCode.FILE_NOT_FOUND, "File does not exist: /no");
    }

    @Test
    void aWalkSurvivesThatItsTreeGoes() throws Exception {
        core.checksPurity = false;
        for (int i = 0; i < 1100; i++) {
            file("/d/f" + i, 3);
        }
        file("/d/last", 0);
        PlanContext context = core.context(Core.HDFS);
        SlicedQuery.Slices<FsckReport> slices = new Fsck(Core.path("/d")).begin(context);
        // A file with one block counts twice.
        assertThat(slices.advance(context)).isFalse();
        assertThat(slices.result().files()).isEqualTo(TreeWalk.SLICE / 2);
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        assertThat(slices.advance(context)).isTrue();
        assertThat(slices.result().problems()).as("a deleted file has no path").isEmpty();
    }

    @Test
    void theListOfProblemsIsBounded() throws Exception {
        core.checksPurity = false;
        for (int i = 0; i < 1003; i++) {
            file("/d/f" + i, 2);
        }
        FsckReport report = check("/d");
        assertThat(report.underReplicated()).isEqualTo(1003);
        assertThat(report.problems()).hasSize(1000);
        assertThat(report.problemsLeftOut()).isEqualTo(3);
    }
}
