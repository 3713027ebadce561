package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.FileStatus;
import org.junit.jupiter.api.Test;

class MkdirsTest {
    private final Core core = new Core();

    private static Mkdirs mkdirs(String path) {
        return new Mkdirs(Core.path(path), 0755, true);
    }

    @Test
    void makesTheMissingOnes() throws Exception {
        assertThat(core.plan(Core.HDFS, new Mkdirs(Core.path("/a/b/c"), 01500, true))
                        .records())
                .hasSize(3);
        core.mkdir(Core.HDFS, "/a/b/c", 01500);

        FileStatus last = core.status("/a/b/c").orElseThrow();
        assertThat(last.permission()).isEqualTo(01500);
        assertThat(last.owner()).isEqualTo("hdfs");
        assertThat(last.group()).isEqualTo("supergroup");
        assertThat(last.modificationTimeMillis()).isEqualTo(core.wallMillis);
        // Those on the way get the same mode, no sticky bit, and let their owner through.
        assertThat(core.status("/a/b").orElseThrow().permission()).isEqualTo(0700);
    }

    @Test
    void isTrueAgainAndForTheRoot() throws Exception {
        core.mkdir(Core.HDFS, "/a", 0755);
        assertThat(core.run(Core.HDFS, mkdirs("/a"))).isTrue();
        assertThat(core.run(Core.EVE, mkdirs("/"))).isTrue();
        assertThat(core.journal).hasSize(1);
    }

    @Test
    void theGroupIsTheParents() throws Exception {
        core.mkdir(Core.HDFS, "/home", 0777);
        core.run(Core.HDFS, new SetOwner(Core.path("/home"), null, "users"));
        core.mkdir(Core.ALICE, "/home/alice/x", 0750);
        assertThat(core.status("/home/alice/x").orElseThrow().group()).isEqualTo("users");
        assertThat(core.status("/home/alice").orElseThrow().owner()).isEqualTo("alice");
    }

    @Test
    void refusals() throws Exception {
        core.file(Core.HDFS, "/f", 0);
        core.refused(Core.HDFS, mkdirs("/f"), ErrorCode.FILE_ALREADY_EXISTS, "Path is not a directory: /f");
        core.refused(Core.HDFS, mkdirs("/f/x"), ErrorCode.PARENT_NOT_DIRECTORY, "/f (is not a directory)");
        core.refused(
                Core.HDFS,
                new Mkdirs(Core.path("/no/x"), 0755, false),
                ErrorCode.FILE_NOT_FOUND,
                "Parent directory doesn't exist: /no");
        core.refused(
                Core.ALICE,
                mkdirs("/x"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice, access=WRITE, inode=\"/\":hdfs:supergroup:drwxr-xr-x");
        core.refused(Core.HDFS, new Mkdirs(Core.path("/x"), 02000, true), ErrorCode.ILLEGAL_ARGUMENT, "Invalid");
        core.refused(
                Core.HDFS, mkdirs("/a/.snapshot"), ErrorCode.ILLEGAL_ARGUMENT, "\".snapshot\" is a reserved name.");
    }

    @Test
    void limitsOfNamesAndDirectories() throws Exception {
        core.settings = Core.settings(2, 4, 10, 10);
        core.refused(
                Core.HDFS,
                mkdirs("/aaaaa/b"),
                ErrorCode.PATH_COMPONENT_TOO_LONG,
                "The maximum path component name limit of aaaaa in directory / is exceeded: limit=4 length=5");
        // Bytes count, not characters.
        core.refused(
                Core.HDFS,
                mkdirs("/a/\u00e4\u00e4\u00e4"),
                ErrorCode.PATH_COMPONENT_TOO_LONG,
                "The maximum path component name limit of \u00e4\u00e4\u00e4 in directory /a is exceeded: limit=4 length=6");
        core.mkdir(Core.HDFS, "/a", 0755);
        core.mkdir(Core.HDFS, "/b", 0755);
        core.refused(
                Core.HDFS,
                mkdirs("/c/d"),
                ErrorCode.MAX_DIRECTORY_ITEMS_EXCEEDED,
                "The directory item limit of / is exceeded: limit=2 items=2");
    }
}
