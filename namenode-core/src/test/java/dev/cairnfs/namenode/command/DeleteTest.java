package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeleteTest {
    private final Core core = new Core();

    private static Delete delete(String path, boolean recursive) {
        return new Delete(Core.path(path), recursive);
    }

    @Test
    void filesAndEmptyDirectoriesGoAtOnce() throws Exception {
        core.file(Core.HDFS, "/d/f", 10);
        assertThat(core.run(Core.HDFS, delete("/d/f", false))).isTrue();
        assertThat(core.run(Core.HDFS, delete("/d", false))).isTrue();
        assertThat(core.namespace.inodes().count()).isEqualTo(1);
        assertThat(core.namespace.blocks().count()).isZero();
    }

    @Test
    void falseForWhatIsNotThereAndForTheRoot() throws Exception {
        assertThat(core.run(Core.HDFS, delete("/no/where", true))).isFalse();
        assertThat(core.run(Core.HDFS, delete("/", true))).isFalse();
        assertThat(core.run(Core.HDFS, delete("/", false))).isFalse();
        assertThat(core.journal).isEmpty();
    }

    @Test
    void aTreeIsDetachedAndReclaimedInSlices() throws Exception {
        for (int i = 0; i < 25; i++) {
            core.file(Core.HDFS, "/d/e" + i % 3 + "/f" + i, 1);
        }
        assertThat(core.run(Core.HDFS, delete("/d", true))).isTrue();
        assertThat(core.exists("/d")).isFalse();
        assertThat(core.namespace.inodes().count()).isEqualTo(30);
        int slices = 1;
        while (core.run(Core.HDFS, new ReclaimDeleted(10))) {
            slices++;
        }
        assertThat(slices).isEqualTo(3);
        assertThat(core.namespace.inodes().count()).isEqualTo(1);
        assertThat(core.namespace.blocks().count()).isZero();
        assertThat(core.run(Core.HDFS, new ReclaimDeleted())).isFalse();
    }

    @Test
    void refusals() throws Exception {
        core.file(Core.HDFS, "/d/f", 0);
        core.refused(
                Core.HDFS,
                delete("/d", false),
                ErrorCode.PATH_IS_NOT_EMPTY_DIRECTORY,
                "`/d is non empty': Directory is not empty");
        core.refused(Core.HDFS, delete("/d/f/x", false), ErrorCode.ACCESS_CONTROL, "/d/f (is not a directory)");
        core.refused(
                Core.EVE,
                delete("/d", true),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=WRITE, inode=\"/\":hdfs:supergroup:drwxr-xr-x");
        core.blocks.safeModeOn = true;
        core.refused(
                Core.HDFS, delete("/d", true), ErrorCode.SAFE_MODE, "Cannot delete /d. Name node is in safe mode.");
    }

    @Test
    void aTreeNeedsAllRightsOnItsDirectories() throws Exception {
        core.mkdir(Core.HDFS, "/t", 0777);
        core.mkdir(Core.ALICE, "/t/d", 0777);
        core.mkdir(Core.BOB, "/t/d/empty", 0700);
        assertThat(core.plan(Core.ALICE, delete("/t/d", true)).records())
                .as("an empty directory needs none")
                .hasSize(1);
        core.mkdir(Core.BOB, "/t/d/full", 0700);
        core.create(Core.BOB, "/t/d/full/f");
        core.refused(
                Core.ALICE,
                delete("/t/d", true),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice, access=ALL, inode=\"/t/d/full\":bob:supergroup:drwx------");
    }

    @Test
    void theStickyBitKeepsOthersFiles() throws Exception {
        core.mkdir(Core.HDFS, "/tmp", 01777);
        core.create(Core.ALICE, "/tmp/f");
        core.refused(
                Core.BOB,
                delete("/tmp/f", false),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied by sticky bit: user=bob, path=\"/tmp/f\":alice:supergroup:-rw-r--r--,"
                        + " parent=\"/tmp\":hdfs:supergroup:drwxrwxrwt");
        core.refused(
                Core.BOB,
                new Rename(Core.path("/tmp/f"), Core.path("/tmp/g")),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied by sticky bit: user=bob");
        assertThat(core.run(Core.ALICE, delete("/tmp/f", false))).isTrue();
    }

    @Test
    void theStickyBitCountsInsideATree() throws Exception {
        core.mkdir(Core.HDFS, "/t", 0777);
        core.mkdir(Core.ALICE, "/t/a", 0777);
        core.mkdir(Core.BOB, "/t/a/b", 01777);
        core.create(Core.BOB, "/t/a/b/f");
        core.refused(
                Core.ALICE,
                delete("/t/a", true),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied by sticky bit: user=alice, path=\"/t/a/b/f\"");
    }

    /** A tree of alice's with more entries than a slice. */
    private void bigTree() throws Exception {
        core.mkdir(Core.HDFS, "/t", 0777);
        core.mkdir(Core.ALICE, "/t/d", 0755);
        for (int i = 0; i <= TreeWalk.SLICE; i++) {
            core.namespace.replay(
                    core.namespace.lastTxid() + 1,
                    core.plan(Core.ALICE, new Mkdirs(Core.path("/t/d/" + i), 0755, false))
                            .records()
                            .get(0));
        }
    }

    private SlicedQuery.Slices<Command<Boolean>> begin(Caller caller) throws Exception {
        return Objects.requireNonNull(delete("/t/d", true).begin(core.context(caller)));
    }

    @Test
    void theRightsInABigTreeAreCheckedInSlices() throws Exception {
        core.checksPurity = false;
        bigTree();
        PlanContext context = core.context(Core.ALICE);
        SlicedQuery.Slices<Command<Boolean>> checks = begin(Core.ALICE);
        assertThat(checks.advance(context)).isFalse();
        assertThat(checks.advance(context)).isTrue();
        assertThat(core.run(Core.ALICE, checks.result())).isTrue();
        assertThat(core.exists("/t/d")).isFalse();

        assertThat(delete("/t", true).begin(core.context(Core.HDFS)))
                .as("a superuser")
                .isNull();
        core.mkdir(Core.ALICE, "/t/e", 0755);
        assertThat(delete("/t/e", true).begin(context)).as("an empty directory").isNull();
        assertThat(delete("/t/no", true).begin(context)).as("nothing").isNull();
    }

    @Test
    void whatASliceFindsRefusesTheDelete() throws Exception {
        core.checksPurity = false;
        bigTree();
        core.mkdir(Core.HDFS, "/t/d/999/full", 0755);
        PlanContext context = core.context(Core.ALICE);
        SlicedQuery.Slices<Command<Boolean>> checks = begin(Core.ALICE);
        core.create(Core.HDFS, "/t/d/999/full/f");
        HdfsException e = assertThrows(HdfsException.class, () -> {
            while (!checks.advance(context)) {
                // Each slice is an event of its own.
            }
        });
        assertThat(e.getMessage())
                .startsWith("Permission denied: user=alice, access=ALL, inode=\"/t/d/999/full\":hdfs");
    }

    @Test
    void anotherTreeUnderThePathIsCheckedFromTheBeginning() throws Exception {
        core.mkdir(Core.HDFS, "/t", 0777);
        core.mkdir(Core.ALICE, "/t/d/x", 0755);
        PlanContext context = core.context(Core.ALICE);
        SlicedQuery.Slices<Command<Boolean>> checks = begin(Core.ALICE);
        assertThat(checks.advance(context)).isTrue();
        core.run(Core.HDFS, new Rename(Core.path("/t/d"), Core.path("/t/old")));
        core.file(Core.BOB, "/t/d/f", 0);
        core.run(Core.BOB, new SetPermission(Core.path("/t/d"), 0755));
        core.refused(
                Core.ALICE,
                checks.result(),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice, access=ALL, inode=\"/t/d\":bob");
    }

    @Test
    void aRepeatedCallIsTrueAgain() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        Caller call = Core.call(Core.HDFS, 3);
        assertThat(core.run(call, delete("/f", false))).isTrue();
        core.file(Core.HDFS, "/f", 0);
        assertThat(core.run(call, delete("/f", false))).isTrue();
        assertThat(core.exists("/f")).as("made since").isTrue();
    }

    @Test
    void aRepeatedCallThatFoundNothingFindsNothingAgain() throws Exception {
        Caller call = Core.call(Core.HDFS, 4);
        assertThat(core.run(call, delete("/f", false))).isFalse();
        core.file(Core.HDFS, "/f", 0);
        assertThat(core.run(call, delete("/f", false))).isFalse();
        assertThat(core.exists("/f")).as("made since").isTrue();
    }
}
