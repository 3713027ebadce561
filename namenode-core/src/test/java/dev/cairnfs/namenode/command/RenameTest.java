package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import org.junit.jupiter.api.Test;

class RenameTest {
    private final Core core = new Core();

    private static Rename rename(String src, String dst) {
        return new Rename(Core.path(src), Core.path(dst));
    }

    private static Rename2 rename2(String src, String dst, boolean overwrite) {
        return new Rename2(Core.path(src), Core.path(dst), overwrite);
    }

    @Test
    void movesFilesAndDirectories() throws Exception {
        long file = core.file(Core.HDFS, "/a/f", 3);
        core.mkdir(Core.HDFS, "/b", 0755);
        assertThat(core.run(Core.HDFS, rename("/a/f", "/b/g"))).isTrue();
        assertThat(core.status("/b/g").orElseThrow().fileId()).isEqualTo(file);
        assertThat(core.run(Core.HDFS, rename("/b", "/a")))
                .as("into a directory")
                .isTrue();
        assertThat(core.status("/a/b/g").orElseThrow().fileId()).isEqualTo(file);
        assertThat(core.run(Core.HDFS, rename2("/a/b", "/c", false))).isTrue();
        assertThat(core.status("/c/g").orElseThrow().fileId()).isEqualTo(file);
    }

    @Test
    void theOldRenameAnswersFalse() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        core.file(Core.HDFS, "/d/f", 0);
        core.mkdir(Core.HDFS, "/d/sub", 0755);
        for (Rename refused : new Rename[] {
            rename("/no", "/x"),
            rename("/no", "/d"),
            rename("/", "/d"),
            rename("/f", "/no/x"),
            rename("/f", "/d/f"),
            rename("/f", "/d"),
            rename("/d", "/f"),
            rename("/d", "/d"),
            rename("/d", "/d/sub"),
            rename("/d", "/d/sub/x")
        }) {
            assertThat(core.plan(Core.HDFS, refused).records()).isEmpty();
            assertThat(core.run(Core.HDFS, refused)).as(refused.toString()).isFalse();
        }
        assertThat(core.run(Core.HDFS, rename("/f", "/f")))
                .as("a file to itself")
                .isTrue();
    }

    @Test
    void theOldRenameThrowsForWhatIsInTheWay() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        core.file(Core.HDFS, "/g", 0);
        core.refused(Core.HDFS, rename("/f", "/g/x"), ErrorCode.PARENT_NOT_DIRECTORY, "/g (is not a directory)");
        core.refused(Core.HDFS, rename("/f/x", "/h"), ErrorCode.ACCESS_CONTROL, "/f (is not a directory)");
        core.refused(Core.HDFS, rename("/f", "/.reserved"), ErrorCode.INVALID_PATH, "Invalid path name /.reserved");
        core.blocks.safeModeOn = true;
        core.refused(
                Core.HDFS, rename("/f", "/h"), ErrorCode.SAFE_MODE, "Cannot rename /f. Name node is in safe mode.");
        core.refused(
                Core.HDFS,
                rename2("/f", "/h", true),
                ErrorCode.SAFE_MODE,
                "Cannot rename /f. Name node is in safe mode.");
    }

    @Test
    void rename2Refusals() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        core.file(Core.HDFS, "/g", 0);
        core.file(Core.HDFS, "/d/x", 0);
        core.mkdir(Core.HDFS, "/e", 0755);
        core.refused(
                Core.HDFS, rename2("/no", "/x", true), ErrorCode.FILE_NOT_FOUND, "rename source /no is not found.");
        core.refused(Core.HDFS, rename2("/", "/x", true), ErrorCode.IO, "rename source cannot be the root");
        core.refused(
                Core.HDFS,
                rename2("/f", "/f", true),
                ErrorCode.FILE_ALREADY_EXISTS,
                "The source /f and destination /f are the same");
        core.refused(
                Core.HDFS,
                rename2("/d", "/d/y", true),
                ErrorCode.IO,
                "Rename destination /d/y is a directory or file under source /d");
        core.refused(Core.HDFS, rename2("/f", "/", true), ErrorCode.IO, "rename destination cannot be the root");
        core.refused(
                Core.HDFS,
                rename2("/f", "/e", true),
                ErrorCode.IO,
                "Source /f and destination /e must both be directories");
        core.refused(
                Core.HDFS,
                rename2("/e", "/f", true),
                ErrorCode.IO,
                "Source /e and destination /f must both be directories");
        core.refused(
                Core.HDFS,
                rename2("/f", "/g", false),
                ErrorCode.FILE_ALREADY_EXISTS,
                "rename destination /g already exists");
        core.refused(
                Core.HDFS, rename2("/e", "/d", true), ErrorCode.IO, "rename destination directory is not empty: /d");
        core.refused(
                Core.HDFS,
                rename2("/f", "/no/x", true),
                ErrorCode.FILE_NOT_FOUND,
                "rename destination parent /no/x not found.");
        core.refused(Core.HDFS, rename2("/f", "/g/x", true), ErrorCode.PARENT_NOT_DIRECTORY, "/g (is not a directory)");
    }

    @Test
    void rename2Overwrites() throws Exception {
        long file = core.file(Core.HDFS, "/f", 3);
        core.file(Core.HDFS, "/g", 4);
        assertThat(core.run(Core.HDFS, rename2("/f", "/g", true))).isTrue();
        assertThat(core.status("/g").orElseThrow().fileId()).isEqualTo(file);
        assertThat(core.namespace.blocks().count()).isEqualTo(1);
        core.file(Core.HDFS, "/d/x", 0);
        core.mkdir(Core.HDFS, "/e", 0755);
        assertThat(core.run(Core.HDFS, rename2("/d", "/e", true))).isTrue();
        assertThat(core.exists("/e/x")).isTrue();
    }

    @Test
    void limits() throws Exception {
        core.settings = Core.settings(2, 4, 10, 10);
        core.file(Core.HDFS, "/d/a", 0);
        core.file(Core.HDFS, "/d/b", 0);
        core.file(Core.HDFS, "/c", 0);
        core.refused(
                Core.HDFS,
                rename("/c", "/d/c"),
                ErrorCode.MAX_DIRECTORY_ITEMS_EXCEEDED,
                "The directory item limit of /d");
        core.refused(
                Core.HDFS,
                rename2("/c", "/d/c", false),
                ErrorCode.MAX_DIRECTORY_ITEMS_EXCEEDED,
                "The directory item limit of /d");
        assertThat(core.run(Core.HDFS, rename("/d/a", "/d/z")))
                .as("within the directory")
                .isTrue();
        core.refused(
                Core.HDFS, rename("/c", "/ccccc"), ErrorCode.PATH_COMPONENT_TOO_LONG, "The maximum path component");
    }

    @Test
    void permissions() throws Exception {
        core.mkdir(Core.HDFS, "/open", 0777);
        core.create(Core.ALICE, "/open/f");
        core.mkdir(Core.ALICE, "/open/hers", 0755);
        core.refused(
                Core.BOB,
                rename("/open/f", "/open/hers/f"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=bob, access=WRITE, inode=\"/open/hers\"");
        core.refused(
                Core.ALICE,
                rename2("/open/f", "/f", false),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice, access=WRITE, inode=\"/\"");
        assertThat(core.run(Core.BOB, rename("/open/f", "/open/g"))).isTrue();
    }

    @Test
    void anOpenFileBelowARenamedDirectoryKeepsItsLease() throws Exception {
        long file = core.create(Core.HDFS, "/a/b/f").fileId();
        core.run(Core.HDFS, rename("/a", "/z"));
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/a/b/f"), file, "client", null)))
                .isTrue();
        assertThat(core.exists("/z/b/f")).isTrue();
    }

    @Test
    void repeatedCallsAreTrueAgain() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        core.file(Core.HDFS, "/g", 0);
        Caller refused = Core.call(Core.HDFS, 7);
        assertThat(core.run(refused, rename("/none", "/x"))).isFalse();
        assertThat(core.run(refused, rename("/f", "/x"))).as("the same call").isFalse();
        assertThat(core.exists("/f")).isTrue();
        Caller idle = Core.call(Core.HDFS, 8);
        assertThat(core.run(idle, rename("/f", "/f"))).isTrue();
        assertThat(core.run(idle, rename("/f", "/x"))).as("the same call").isTrue();
        assertThat(core.exists("/f")).isTrue();
        assertThat(core.run(Core.call(Core.HDFS, 1), rename("/f", "/h"))).isTrue();
        assertThat(core.run(Core.call(Core.HDFS, 1), rename("/f", "/h"))).isTrue();
        assertThat(core.run(Core.call(Core.HDFS, 2), rename2("/g", "/h", true))).isTrue();
        assertThat(core.run(Core.call(Core.HDFS, 2), rename2("/g", "/h", true))).isTrue();
        assertThat(core.exists("/h")).isTrue();
    }
}
