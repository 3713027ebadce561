package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConcatTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();

    @BeforeEach
    void makeFiles() throws Exception {
        core.run(Core.HDFS, new SetPermission(Core.path("/"), 0777));
        core.mkdir(Core.ALICE, "/d", 0755);
        core.file(Core.ALICE, "/d/t", 100);
        core.file(Core.ALICE, "/d/a", MIB);
        core.file(Core.ALICE, "/d/b", 7);
    }

    private static Concat joining(String target, String... sources) {
        List<HdfsPath> paths = new ArrayList<>();
        for (String source : sources) {
            paths.add(Core.path(source));
        }
        return new Concat(Core.path(target), paths);
    }

    private List<Long> blocks(String path) throws Exception {
        long file = core.status(path).orElseThrow().fileId();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < core.namespace.inodes().blockCount(file); i++) {
            ids.add(core.namespace.inodes().block(file, i));
        }
        return ids;
    }

    @Test
    void theSourcesBlocksFollowInOrderAndTheSourcesAreGone() throws Exception {
        List<Long> expected = new ArrayList<>(blocks("/d/t"));
        expected.addAll(blocks("/d/b"));
        expected.addAll(blocks("/d/a"));
        core.wallMillis += 5000;
        assertThat(core.run(Core.ALICE, joining("/d/t", "/d/b", "/d/a"))).isTrue();
        assertThat(blocks("/d/t")).isEqualTo(expected);
        assertThat(core.status("/d/t").orElseThrow().length()).isEqualTo(107 + MIB);
        assertThat(core.status("/d/t").orElseThrow().modificationTimeMillis()).isEqualTo(core.wallMillis);
        assertThat(core.status("/d").orElseThrow().modificationTimeMillis()).isEqualTo(core.wallMillis);
        assertThat(core.exists("/d/a")).isFalse();
        assertThat(core.exists("/d/b")).isFalse();
        assertThat(core.journal.get(core.journal.size() - 1).getConcat().getSourceIdsCount())
                .isEqualTo(2);
    }

    @Test
    void itIsDoneOnce() throws Exception {
        Caller caller = Core.call(Core.ALICE, 9);
        core.run(caller, joining("/d/t", "/d/a"));
        core.file(Core.ALICE, "/d/a", 3);
        long txid = core.namespace.lastTxid();
        assertThat(core.run(caller, joining("/d/t", "/d/a"))).isTrue();
        assertThat(core.namespace.lastTxid()).isEqualTo(txid);
        assertThat(core.exists("/d/a")).isTrue();
    }

    @Test
    void anEmptyTargetIsFilled() throws Exception {
        core.file(Core.ALICE, "/d/empty", 0);
        core.run(Core.ALICE, joining("/d/empty", "/d/t", "/d/a"));
        assertThat(core.status("/d/empty").orElseThrow().length()).isEqualTo(100 + MIB);
        assertThat(core.exists("/d/t")).isFalse();
    }

    @Test
    void wrongTargets() throws Exception {
        core.create(Core.ALICE, "/d/open");
        refused(joining("/d/open", "/d/a"), "concat: target file /d/open is under construction");
        core.refused(Core.ALICE, joining("/d/no", "/d/a"), ErrorCode.FILE_NOT_FOUND, "File does not exist: /d/no");
        core.refused(Core.ALICE, joining("/d", "/d/a"), ErrorCode.FILE_NOT_FOUND, "Path is not a file: /d");
        core.refused(Core.ALICE, joining("/d/t"), ErrorCode.ILLEGAL_ARGUMENT, "No sources given");
        core.refused(
                Core.HDFS,
                joining("/.reserved/raw/d/t", "/d/a"),
                ErrorCode.IO,
                "Concat operation doesn't support /.reserved relative path : /.reserved/raw/d/t");
        core.refused(
                Core.HDFS,
                joining("/d/t", "/.reserved/.inodes/16390"),
                ErrorCode.IO,
                "Concat operation doesn't support /.reserved relative path : /.reserved/.inodes/16390");
    }

    private void refused(Concat concat, String message) {
        core.refused(Core.ALICE, concat, ErrorCode.HADOOP_ILLEGAL_ARGUMENT, message);
    }

    @Test
    void wrongSources() throws Exception {
        core.file(Core.ALICE, "/d/empty", 0);
        core.create(Core.ALICE, "/d/open");
        core.file(Core.ALICE, "/elsewhere", 5);
        refused(joining("/d/t", "/d/t"), "concat: the src file /d/t is the same with the target file /d/t");
        refused(joining("/d/t", "/d/a", "/d/a"), "concat: at least two of the source files are the same");
        refused(joining("/d/t", "/d/empty"), "concat: source file /d/empty is invalid or empty");
        refused(joining("/d/t", "/d/open"), "concat: source file /d/open is invalid or empty");
        refused(joining("/d/t", "/elsewhere"), "Source file /elsewhere is not in the same directory with the target");
        core.refused(
                Core.ALICE, joining("/d/t", "/d/a", "/d/no"), ErrorCode.FILE_NOT_FOUND, "File does not exist: /d/no");
        core.blocks.safeModeOn = true;
        core.refused(Core.ALICE, joining("/d/t", "/d/a"), ErrorCode.SAFE_MODE, "Cannot concat /d/t");
    }

    @Test
    void aSourceWithLargerBlocksIsRefused() throws Exception {
        Create large = new Create(Core.path("/d/large"), 0644, "client", "h", false, true, 3, 2 * MIB);
        long file = core.run(Core.ALICE, large).fileId();
        var block = core.addBlock(file, null).block().block();
        core.blocks.live.put(block.blockId(), 3);
        core.run(Core.ALICE, new Complete(Core.path("/d/large"), file, "client", Core.extended(block, 1)));
        refused(joining("/d/t", "/d/large"), "concat: source file /d/large has preferred block size 2097152 which");
        assertThat(core.run(Core.ALICE, joining("/d/large", "/d/t"))).isTrue();
    }

    @Test
    void permissions() throws Exception {
        core.refused(Core.EVE, joining("/d/t", "/d/a"), ErrorCode.ACCESS_CONTROL, "Permission denied: user=eve");
        core.run(Core.ALICE, new SetPermission(Core.path("/d/t"), 0666));
        core.refused(
                Core.EVE,
                joining("/d/t", "/d/a"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=WRITE, inode=\"/d\"");
        core.run(Core.ALICE, new SetPermission(Core.path("/d"), 0777));
        core.run(Core.ALICE, new SetPermission(Core.path("/d/a"), 0600));
        core.refused(
                Core.EVE,
                joining("/d/t", "/d/a"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=READ, inode=\"/d/a\"");
    }

    @Test
    void aFileDoesNotGetMoreBlocksThanItMayHave() throws Exception {
        core.settings = Core.settings(1 << 20, 255, 2, 1000);
        core.refused(
                Core.ALICE,
                joining("/d/t", "/d/a", "/d/b"),
                ErrorCode.IO,
                "File has reached the limit on maximum number of blocks");
        assertThat(core.run(Core.ALICE, joining("/d/t", "/d/a"))).isTrue();
    }
}
