package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();

    private DirectoryListing list(String path, String after) throws Exception {
        return core.read(Core.HDFS, new GetListing(Core.path(path), after));
    }

    private LocatedBlocks locate(String path, long offset, long length) throws Exception {
        return core.read(Core.HDFS, new GetBlockLocations(Core.path(path), offset, length, true));
    }

    @Test
    void fileInfo() throws Exception {
        core.file(Core.HDFS, "/d/f", 10);
        FileStatus file = core.status("/d/f").orElseThrow();
        assertThat(file.name()).isEmpty();
        assertThat(file.length()).isEqualTo(10);
        FileStatus directory = core.status("/d").orElseThrow();
        assertThat(directory.childrenNum()).isEqualTo(1);
        assertThat(directory.blockSizeBytes()).isZero();
        assertThat(directory.replication()).isZero();
        assertThat(core.exists("/no")).isFalse();
        // Below a file: nothing for a superuser, a closed door for others.
        assertThat(core.exists("/d/f/x")).isFalse();
        core.refused(
                Core.EVE, new GetFileInfo(Core.path("/d/f/x")), ErrorCode.ACCESS_CONTROL, "/d/f (is not a directory)");
    }

    @Test
    void traversalNeedsExecute() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0750);
        core.file(Core.HDFS, "/d/f", 0);
        core.refused(
                Core.EVE,
                new GetFileInfo(Core.path("/d/f")),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=EXECUTE, inode=\"/d\":hdfs:supergroup:drwxr-x---");
        assertThat(core.read(Core.EVE, new GetFileInfo(Core.path("/d")))).isPresent();
    }

    @Test
    void listingsComeInPages() throws Exception {
        core.settings = Core.settings(100, 255, 10, 3);
        for (int i = 0; i < 8; i++) {
            core.mkdir(Core.HDFS, "/d/" + i, 0755);
        }
        List<String> names = new ArrayList<>();
        List<Integer> remaining = new ArrayList<>();
        String after = "";
        do {
            DirectoryListing page = list("/d", after);
            page.entries().forEach(entry -> names.add(entry.name()));
            remaining.add(page.remaining());
            after = names.get(names.size() - 1);
        } while (remaining.get(remaining.size() - 1) > 0);
        assertThat(names).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(remaining).containsExactly(5, 2, 0);
        assertThat(list("/d", "45").entries()).extracting(FileStatus::name).containsExactly("5", "6", "7");
        assertThat(list("/d", "9").entries()).isEmpty();
    }

    @Test
    void listingAFileAndListingNothing() throws Exception {
        core.mkdir(Core.HDFS, "/x", 0711);
        core.file(Core.HDFS, "/x/f", 1);
        assertThat(list("/x/f", "").entries())
                .hasSize(1)
                .allMatch(entry -> entry.name().isEmpty());
        core.refused(
                Core.HDFS, new GetListing(Core.path("/no"), ""), ErrorCode.FILE_NOT_FOUND, "File /no does not exist.");
        core.refused(
                Core.EVE,
                new GetListing(Core.path("/x"), ""),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=READ_EXECUTE, inode=\"/x\":hdfs:supergroup:drwx--x--x");
    }

    @Test
    void blockLocationsOfARange() throws Exception {
        long file = core.create(Core.HDFS, "/f").fileId();
        Block first = core.addBlock(file, null).block().block();
        Block second = core.addBlock(file, Core.extended(first, MIB)).block().block();
        core.blocks.live.put(first.blockId(), 1);
        Block third = core.addBlock(file, Core.extended(second, MIB)).block().block();

        LocatedBlocks open = locate("/f", 0, Long.MAX_VALUE);
        assertThat(open.underConstruction()).isTrue();
        assertThat(open.fileLength()).isEqualTo(2 * MIB);
        assertThat(open.lastBlockComplete()).isFalse();
        LocatedBlock last = Objects.requireNonNull(open.lastBlock());
        assertThat(last.block().block().blockId()).isEqualTo(third.blockId());
        assertThat(last.offset()).isEqualTo(2 * MIB);

        core.blocks.live.put(second.blockId(), 1);
        core.blocks.live.put(third.blockId(), 1);
        core.run(Core.HDFS, new Complete(Core.path("/f"), file, "client", Core.extended(third, 5)));
        assertThat(ids(locate("/f", 0, 3 * MIB))).containsExactly(first.blockId(), second.blockId(), third.blockId());
        assertThat(ids(locate("/f", MIB, 1))).containsExactly(second.blockId());
        assertThat(ids(locate("/f", MIB - 1, 2))).containsExactly(first.blockId(), second.blockId());
        assertThat(ids(locate("/f", MIB, 0))).containsExactly(second.blockId());
        assertThat(ids(locate("/f", 2 * MIB + 5, 10))).isEmpty();
        LocatedBlocks closed = locate("/f", MIB, Long.MAX_VALUE);
        assertThat(ids(closed)).containsExactly(second.blockId(), third.blockId());
        assertThat(closed.fileLength()).isEqualTo(2 * MIB + 5);
        assertThat(closed.lastBlockComplete()).isTrue();
        assertThat(closed.underConstruction()).isFalse();
        assertThat(closed.blocks().get(0).locations()).hasSize(3);
    }

    private static List<Long> ids(LocatedBlocks located) {
        return located.blocks().stream()
                .map(block -> block.block().block().blockId())
                .toList();
    }

    @Test
    void aCommittedBlockWithoutReplicasIsNotReadableYet() throws Exception {
        long file = core.create(Core.HDFS, "/f").fileId();
        Block block = core.addBlock(file, null).block().block();
        core.run(Core.HDFS, new Complete(Core.path("/f"), file, "client", Core.extended(block, 5)));
        assertThat(locate("/f", 0, 10).fileLength()).isZero();
        core.blocks.live.put(block.blockId(), 1);
        assertThat(locate("/f", 0, 10).fileLength()).isEqualTo(5);
    }

    @Test
    void blockLocationRefusals() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0755);
        core.file(Core.HDFS, "/d/f", 1);
        core.run(Core.HDFS, new SetPermission(Core.path("/d/f"), 0600));
        core.refused(
                Core.HDFS,
                new GetBlockLocations(Core.path("/no"), 0, 1, true),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /no");
        core.refused(
                Core.HDFS,
                new GetBlockLocations(Core.path("/d"), 0, 1, true),
                ErrorCode.FILE_NOT_FOUND,
                "Path is not a file: /d");
        core.refused(
                Core.HDFS,
                new GetBlockLocations(Core.path("/d/f"), -1, 1, true),
                ErrorCode.ILLEGAL_ARGUMENT,
                "Negative offset is not supported. File: /d/f");
        core.refused(
                Core.HDFS,
                new GetBlockLocations(Core.path("/d/f"), 0, -1, true),
                ErrorCode.ILLEGAL_ARGUMENT,
                "Negative length is not supported. File: /d/f");
        core.refused(
                Core.EVE,
                new GetBlockLocations(Core.path("/d/f"), 0, 1, true),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=READ, inode=\"/d/f\":hdfs:supergroup:-rw-------");
        core.blocks.pipelines.clear();
        core.blocks.safeModeOn = true;
        core.refused(
                Core.HDFS,
                new GetBlockLocations(Core.path("/d/f"), 0, 1, true),
                ErrorCode.SAFE_MODE,
                "Zero blocklocations for /d/f. Name node is in safe mode.");
        assertThat(core.read(Core.HDFS, new GetBlockLocations(Core.path("/d/f"), 0, 1, false))
                        .blocks())
                .hasSize(1);
    }

    @Test
    void contentSummary() throws Exception {
        core.file(Core.HDFS, "/d/f", 10);
        core.file(Core.HDFS, "/d/e/g", 100);
        core.file(Core.HDFS, "/d/e/h", 0);
        core.mkdir(Core.HDFS, "/d/z", 0700);
        core.run(Core.HDFS, new SetReplication(Core.path("/d/f"), 2));
        assertThat(core.read(Core.HDFS, new GetContentSummary(Core.path("/d"))))
                .isEqualTo(new ContentSummary(3, 3, 110, 320, -1, -1, false));
        assertThat(core.read(Core.HDFS, new GetContentSummary(Core.path("/d/f"))))
                .isEqualTo(new ContentSummary(0, 1, 10, 20, -1, -1, true));
        core.refused(
                Core.HDFS,
                new GetContentSummary(Core.path("/no")),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /no");
        core.refused(
                Core.EVE,
                new GetContentSummary(Core.path("/d")),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=READ_EXECUTE, inode=\"/d/z\"");
    }

    /** Far more directories than fit into a slice. */
    private void fill(String parent, int count) throws Exception {
        long parentId = core.status(parent).orElseThrow().fileId();
        for (int i = 0; i < count; i++) {
            MkdirRecord.Builder directory = MkdirRecord.newBuilder()
                    .setParentId(parentId)
                    .setName(Edits.nameOf("d" + i))
                    .setInodeId(core.namespace.inodes().peekNextId(0))
                    .setOwner("hdfs")
                    .setGroup("g")
                    .setMode(0755);
            core.namespace.replay(
                    core.namespace.lastTxid() + 1,
                    Edits.envelope(core.context(Core.HDFS)).setMkdir(directory).build());
        }
    }

    @Test
    void aLongCountYields() throws Exception {
        fill("/", ContentCount.SLICE + 10);
        PlanContext context = core.context(Core.HDFS);
        SlicedQuery.Slices<ContentSummary> slices = new GetContentSummary(Core.path("/")).begin(context);
        assertThat(slices.advance(context)).isFalse();
        core.run(Core.HDFS, new Delete(Core.path("/d999"), false));
        assertThat(slices.advance(context)).isTrue();
        assertThat(slices.result().directoryCount())
                .as("one goes away after it was counted, perhaps")
                .isBetween((long) ContentCount.SLICE + 10, ContentCount.SLICE + 11L);
    }

    @Test
    void aLongCountSurvivesThatItsDirectoryGoes() throws Exception {
        core.mkdir(Core.HDFS, "/big", 0755);
        fill("/big", ContentCount.SLICE + 10);
        PlanContext context = core.context(Core.HDFS);
        SlicedQuery.Slices<ContentSummary> slices = new GetContentSummary(Core.path("/big")).begin(context);
        assertThat(slices.advance(context)).isFalse();
        core.run(Core.HDFS, new Delete(Core.path("/big"), true));
        core.run(Core.HDFS, new ReclaimDeleted(2 * ContentCount.SLICE));
        assertThat(core.namespace.inodes().count()).isEqualTo(1);
        assertThat(slices.advance(context)).isTrue();
        assertThat(slices.result().directoryCount()).isEqualTo(ContentCount.SLICE);
    }

    @Test
    void theSmallOnes() throws Exception {
        core.create(Core.HDFS, "/f");
        assertThat(core.read(Core.EVE, new IsFileClosed(Core.path("/f")))).isFalse();
        core.file(Core.HDFS, "/g", 0);
        assertThat(core.read(Core.EVE, new IsFileClosed(Core.path("/g")))).isTrue();
        core.refused(
                Core.HDFS, new IsFileClosed(Core.path("/no")), ErrorCode.FILE_NOT_FOUND, "File does not exist: /no");
        assertThat(core.read(Core.EVE, new GetServerDefaults())).isEqualTo(ServerDefaults.STANDARD);
        assertThat(core.read(Core.EVE, new CheckAccess(Core.path("/g"), "r--"))).isTrue();
        core.refused(
                Core.EVE,
                new CheckAccess(Core.path("/g"), "rw-"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve, access=READ_WRITE");
        core.refused(
                Core.EVE, new CheckAccess(Core.path("/no"), "r--"), ErrorCode.FILE_NOT_FOUND, "Path not found: /no");
        core.refused(Core.EVE, new CheckAccess(Core.path("/g"), "rx"), ErrorCode.ILLEGAL_ARGUMENT, "Invalid value");
    }

    @Test
    void classesOfPermissionsDoNotAddUp() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0777);
        core.file(Core.ALICE, "/d/f", 0);
        core.run(Core.HDFS, new SetOwner(Core.path("/d/f"), null, "staff"));
        core.run(Core.ALICE, new SetPermission(Core.path("/d/f"), 0047));
        core.refused(
                Core.ALICE,
                new CheckAccess(Core.path("/d/f"), "r--"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice");
        assertThat(core.read(Core.BOB, new CheckAccess(Core.path("/d/f"), "r--")))
                .isTrue();
        core.refused(
                Core.BOB,
                new CheckAccess(Core.path("/d/f"), "-w-"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=bob");
        assertThat(core.read(Core.EVE, new CheckAccess(Core.path("/d/f"), "rwx")))
                .isTrue();
    }

    @Test
    void reservedPaths() throws Exception {
        long file = core.file(Core.HDFS, "/d/f", 7);
        long directory = core.status("/d").orElseThrow().fileId();
        assertThat(core.status("/.reserved/.inodes/" + file).orElseThrow().length())
                .isEqualTo(7);
        assertThat(core.status("/.reserved/.inodes/" + directory + "/f")
                        .orElseThrow()
                        .fileId())
                .isEqualTo(file);
        assertThat(core.status("/.reserved/raw/d/f").orElseThrow().fileId()).isEqualTo(file);
        core.refused(
                Core.HDFS,
                new GetFileInfo(Core.path("/.reserved/.inodes/99999")),
                ErrorCode.FILE_NOT_FOUND,
                "File for given inode path does not exist: /.reserved/.inodes/99999");
        core.refused(
                Core.HDFS,
                new GetFileInfo(Core.path("/.reserved/.inodes/x")),
                ErrorCode.FILE_NOT_FOUND,
                "Invalid inode path: /.reserved/.inodes/x");
        for (String path : List.of("/.reserved", "/.reserved/x", "/.reserved/x/y")) {
            core.refused(
                    Core.HDFS,
                    new Mkdirs(Core.path(path), 0755, true),
                    ErrorCode.INVALID_PATH,
                    "Invalid path name " + path);
            core.refused(
                    Core.HDFS, Core.creating(path, "c", false), ErrorCode.INVALID_PATH, "Invalid path name " + path);
        }
        core.refused(
                Core.HDFS,
                new Mkdirs(Core.path("/.reserved/.inodes"), 0755, true),
                ErrorCode.ILLEGAL_ARGUMENT,
                "File name \".reserved\" is reserved");
        core.refused(
                Core.EVE,
                new Mkdirs(Core.path("/.reserved/raw/x"), 0755, true),
                ErrorCode.ACCESS_CONTROL,
                "Access denied for user eve. Superuser privilege is required");
        core.refused(
                Core.EVE,
                new Delete(Core.path("/.reserved/raw/d/f"), false),
                ErrorCode.ACCESS_CONTROL,
                "Access denied for user eve. Superuser privilege is required");
        assertThat(core.run(Core.HDFS, new Mkdirs(Core.path("/.reserved/.inodes/" + directory + "/new"), 0755, true)))
                .isTrue();
        assertThat(core.exists("/d/new")).isTrue();
    }
}
