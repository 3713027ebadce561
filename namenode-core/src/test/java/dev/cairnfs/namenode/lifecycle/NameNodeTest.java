package dev.cairnfs.namenode.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.journal.FileStorage;
import dev.cairnfs.namenode.journal.JournalCorruptException;
import dev.cairnfs.namenode.journal.JournalReader;
import dev.cairnfs.namenode.journal.JournalSettings;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.FaultHandler;
import dev.cairnfs.namenode.loop.LoopClock;
import dev.cairnfs.namenode.loop.LoopHooks;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Format, start, checkpoint and stop with real directories; several of the cases are bugs that HDFS once had. */
@Timeout(120)
class NameNodeTest {
    private static final Caller ROOT = new Caller("hdfs", Set.of("supergroup"), true, "127.0.0.1", null);
    private static final FaultHandler NO_FAULT = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    Path temp;

    private NameNodeConfig config(String... names) {
        NameNodeConfig defaults =
                NameNodeConfig.defaults(Stream.of(names).map(temp::resolve).toList(), "hdfs");
        return new NameNodeConfig(
                defaults.nameDirectories(),
                defaults.settings(),
                defaults.blocks(),
                defaults.racks(),
                defaults.checkpoint(),
                new JournalSettings(4096, 1 << 20, 0),
                new ResourceSettings(1000, Duration.ofMillis(5)),
                100);
    }

    private static NameNode start(NameNodeConfig config) throws IOException {
        return NameNode.start(config, NO_FAULT, AuditSink.NONE);
    }

    private static void mkdir(NameNode node, String path) throws Exception {
        assertThat(node.execute(ROOT, new Mkdirs(HdfsPath.parse(path), 0755, true))
                        .get(30, TimeUnit.SECONDS))
                .isTrue();
    }

    private static boolean exists(NameNode node, String path) throws Exception {
        return node.query(ROOT, new GetFileInfo(HdfsPath.parse(path)))
                .get(30, TimeUnit.SECONDS)
                .isPresent();
    }

    private static void assertRefused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<String> files(String directory) throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve(directory).resolve("current"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatWasMadeIsThereAfterARestart() throws Exception {
        NameNodeConfig config = config("a");
        assertThat(NameNode.isFormatted(config)).isFalse();
        NamespaceInfo info = NameNode.format(config, "");
        assertThat(NameNode.isFormatted(config)).isTrue();
        assertThat(info.clusterId()).startsWith("CID-");
        assertThat(info.blockPoolId()).matches("BP-\\d+-[0-9a-f.:]+-\\d+");
        try (NameNode node = start(config)) {
            assertThat(node.namespaceInfo()).isEqualTo(info);
            mkdir(node, "/one/two");
        }
        try (NameNode node = start(config)) {
            assertThat(exists(node, "/one/two")).isTrue();
            assertThat(node.namespaceInfo()).isEqualTo(info);
            mkdir(node, "/three");
            assertThat(node.checkpoint().get(30, TimeUnit.SECONDS)).isEqualTo(3);
            mkdir(node, "/four");
            assertThat(node.checkpointStatus().transactionsSince()).isEqualTo(1);
        }
        try (NameNode node = start(config)) {
            assertThat(exists(node, "/one/two") && exists(node, "/three") && exists(node, "/four"))
                    .isTrue();
            assertThat(node.journalStatus().lastTxid()).isEqualTo(4);
        }
    }

    @Test
    void aDatanodeIsRememberedBeforeItIsLetIn() throws Exception {
        NameNodeConfig config = config("a", "b");
        NameNode.format(config, "CID-1");
        DatanodeId id = new DatanodeId("dn-1", "10.0.0.1", 9866, 9864);
        StorageInfo storage = new StorageInfo("DS-1", "DISK", false, 100, 0, 100, 0, 0);
        try (NameNode node = start(config)) {
            DatanodeRegistration question = new DatanodeRegistration(id, 0, "", "", "1", "/r1", List.of(storage));
            NamespaceInfo namespace = node.registerDatanode(question, 1).get(30, TimeUnit.SECONDS);
            assertThat(namespace).isEqualTo(node.namespaceInfo());
            assertThat(temp.resolve("a/current/datanodes"))
                    .as("its id may be lost yet")
                    .doesNotExist();
            assertThat(node.apply(soft ->
                                    soft.blocks().heartbeat("dn-1", List.of(storage), 0, 0, soft.monotonicMillis()))
                            .get(30, TimeUnit.SECONDS))
                    .containsExactly(DatanodeCommand.register());
            DatanodeRegistration registration = new DatanodeRegistration(
                    id,
                    namespace.namespaceId(),
                    namespace.clusterId(),
                    namespace.blockPoolId(),
                    "1",
                    "/r1",
                    List.of(storage));
            assertThat(node.registerDatanode(registration, 1).get(30, TimeUnit.SECONDS))
                    .isEqualTo(namespace);
            for (String directory : List.of("a", "b")) {
                assertThat(temp.resolve(directory).resolve("current/datanodes"))
                        .hasContent("dn-1\t10.0.0.1:9866\t/r1\n#complete");
            }
            DatanodeRegistration foreign =
                    new DatanodeRegistration(id, 0, "CID-other", "", "1", "/r1", List.of(storage));
            assertThatThrownBy(() -> node.registerDatanode(foreign, 2).get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("belongs to another cluster");
        }
    }

    /** Usable bytes by the directory's name, and how often it was asked. */
    private static final class FakeSpace implements SpaceProbe {
        private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        private volatile long a = 1000;
        private volatile long b = 1000;

        @Override
        public long usableBytes(Path current) throws IOException {
            String name = String.valueOf(current.getName(current.getNameCount() - 2));
            long usable = name.equals("a") ? a : b;
            asked.add(name);
            if (usable < 0) {
                throw new IOException("the device is gone");
            }
            return usable;
        }

        /** Waits for a round that began after this was called, and for what it told the loop. */
        private void round() throws InterruptedException {
            asked.clear();
            for (int begun = 0; begun < 3; ) {
                begun += "a".equals(asked.poll(30, TimeUnit.SECONDS)) ? 1 : 0;
            }
        }
    }

    private static boolean inSafeMode(NameNode node) throws Exception {
        return node.inspect(state -> state.blocks().inSafeMode()).get(30, TimeUnit.SECONDS);
    }

    @Test
    void safeModeStopsTheJournalBeforeTheDisksAreFull() throws Exception {
        NameNodeConfig config = config("a", "b");
        NameNode.format(config, "");
        FakeSpace space = new FakeSpace();
        LoopHooks hooks = new LoopHooks(LoopClock.system(), NO_FAULT, AuditSink.NONE, OpMetrics.NONE);
        try (NameNode node = NameNode.start(config, hooks, space)) {
            mkdir(node, "/one");
            space.a = 999;
            space.round();
            assertThat(inSafeMode(node)).as("the other has enough").isFalse();
            space.b = -1;
            space.round();
            assertThatThrownBy(() -> mkdir(node, "/two")).hasMessageContaining("low on disk space");
            assertThat(node.journalStatus().lastTxid()).isEqualTo(1);
            node.apply(soft -> {
                        soft.blocks().leaveSafeMode(false);
                        return true;
                    })
                    .get(30, TimeUnit.SECONDS);
            space.round();
            assertThat(inSafeMode(node)).as("left too early").isTrue();
            space.b = 1000;
            space.round();
            assertThat(inSafeMode(node)).as("until it is left").isTrue();
            node.apply(soft -> {
                        soft.blocks().leaveSafeMode(false);
                        return true;
                    })
                    .get(30, TimeUnit.SECONDS);
            space.round();
            mkdir(node, "/two");
            space.a = 0;
            space.b = 0;
        }
        try (NameNode node = NameNode.start(config, hooks, space)) {
            assertThatThrownBy(() -> mkdir(node, "/three"))
                    .as("from the first call on")
                    .hasMessageContaining("low on disk space");
        }
    }

    @Test
    void whenTheSpaceCanNoLongerBeLookedAfterThatIsAFault() throws Exception {
        NameNodeConfig config = config("a");
        NameNode.format(config, "");
        BlockingQueue<String> faults = new LinkedBlockingQueue<>();
        LoopHooks hooks = new LoopHooks(
                LoopClock.system(),
                (what, cause) -> faults.add(what + ": " + cause.getMessage()),
                AuditSink.NONE,
                OpMetrics.NONE);
        int[] looks = {0};
        SpaceProbe broken = directory -> {
            if (looks[0]++ == 0) {
                return 1000;
            }
            throw new IllegalStateException("a bug");
        };
        try (NameNode node = NameNode.start(config, hooks, broken)) {
            assertThat(faults.poll(30, TimeUnit.SECONDS))
                    .isEqualTo("The name directories' space can no longer be looked after: a bug");
            mkdir(node, "/one");
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void formatRefusesADirectoryWithAnythingInIt() throws Exception {
        NameNode.format(config("a"), "CID-mine");
        byte[] version = Files.readAllBytes(temp.resolve("a/current/VERSION"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> NameNode.format(config("a"), ""));
        assertThat(Files.readAllBytes(temp.resolve("a/current/VERSION"))).isEqualTo(version);
        assertThat(new String(version, java.nio.charset.StandardCharsets.US_ASCII))
                .contains("clusterID=CID-mine\n");

        Files.createDirectories(temp.resolve("photos/holiday"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> NameNode.format(config("new", "photos"), ""));
        assertThat(temp.resolve("new/current"))
                .as("all directories are looked at first")
                .doesNotExist();
    }

    @Test
    void aFormatThatWasInterruptedCanBeRepeated() throws Exception {
        Files.createDirectories(temp.resolve("a/formatting.tmp"));
        Files.writeString(temp.resolve("a/formatting.tmp/fsimage.ckpt_0"), "half");
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("a")));
        NameNode.format(config("a"), "");
        start(config("a")).close();
    }

    @Test
    void startRefusesWhatIsNotItsOwn() throws Exception {
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("missing")));
        Files.createDirectories(temp.resolve("empty"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("empty")));
        Files.createDirectories(temp.resolve("photos/holiday"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("photos")));
        NameNode.format(config("a"), "");
        NameNode.format(config("b"), "");
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("a", "b")));
        Path version = temp.resolve("b/current/VERSION");
        Files.writeString(version, Files.readString(version).replace("layoutVersion=1", "layoutVersion=2"));
        assertRefused(ErrorCode.INCORRECT_VERSION, () -> start(config("b")));
        Files.writeString(version, "namespaceID=x\n");
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("b")));
        start(config("a")).close();
    }

    @Test
    void aSecondNameNodeIsKeptOut() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("a")));
            mkdir(node, "/still-works");
        }
    }

    @Test
    void anEmptyDirectoryJoinsAndSufficesAlone() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            mkdir(node, "/one");
        }
        Files.createDirectories(temp.resolve("b"));
        try (NameNode node = start(config("a", "b"))) {
            mkdir(node, "/two");
            // Behind the image that the joining directory gets.
            node.checkpoint().get(30, TimeUnit.SECONDS);
            mkdir(node, "/three");
        }
        try (NameNode node = start(config("b"))) {
            assertThat(exists(node, "/one") && exists(node, "/two") && exists(node, "/three"))
                    .isTrue();
        }
    }

    /** HDFS-955, -988: the directory as it is before every checkpoint step must start with everything in it. */
    @Test
    void aKillBetweenTheStepsOfACheckpointLosesNothing() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            for (int i = 0; i < 5; i++) {
                mkdir(node, "/before" + i);
                node.checkpoint().get(30, TimeUnit.SECONDS);
                copy("a", "killed" + i);
                mkdir(node, "/after" + i);
                copy("a", "killed-later" + i);
            }
        }
        for (int i = 0; i < 5; i++) {
            // What an interrupted checkpoint may have left besides.
            Files.writeString(temp.resolve("killed" + i + "/current/fsimage.ckpt_0000000000000000099"), "half");
            Files.writeString(
                    temp.resolve("killed" + i + "/current/fsimage_0000000000000000099.md5"), "digest without image");
            Files.writeString(temp.resolve("killed" + i + "/current/seen_txid.tmp"), "9");
            try (NameNode node = start(config("killed" + i))) {
                assertThat(exists(node, "/before" + i)).isTrue();
                node.checkpoint().get(30, TimeUnit.SECONDS);
            }
            try (NameNode node = start(config("killed-later" + i))) {
                assertThat(exists(node, "/before" + i) && exists(node, "/after" + i))
                        .isTrue();
            }
        }
    }

    private void copy(String from, String to) throws IOException {
        Path source = temp.resolve(from);
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(temp.resolve(to).resolve(source.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, temp.resolve(to).resolve(source.relativize(file)));
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
                return FileVisitResult.CONTINUE;
            }

            /** The journal's thread may still be removing what the checkpoint has made superfluous. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                assertThat(why).isInstanceOf(NoSuchFileException.class);
                assertThat(file).doesNotExist();
                assertThat(String.valueOf(file.getFileName()))
                        .startsWith("edits_")
                        .contains("-");
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void checkpointsPurgeWhatTheTwoImagesDoNotNeed() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            for (int i = 0; i < 4; i++) {
                mkdir(node, "/d" + i);
                node.checkpoint().get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(files("a"))
                .containsExactly(
                        "VERSION",
                        "edits_0000000000000000004-0000000000000000004",
                        "fsimage_0000000000000000003",
                        "fsimage_0000000000000000003.md5",
                        "fsimage_0000000000000000004",
                        "fsimage_0000000000000000004.md5",
                        "seen_txid");
    }

    @Test
    void aDamagedImageFallsBackToTheOlderOneAndTheJournal() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            mkdir(node, "/one");
            node.checkpoint().get(30, TimeUnit.SECONDS);
            mkdir(node, "/two");
            node.checkpoint().get(30, TimeUnit.SECONDS);
            mkdir(node, "/three");
        }
        Path image = temp.resolve("a/current/fsimage_0000000000000000002");
        byte[] bytes = Files.readAllBytes(image);
        bytes[bytes.length / 2] ^= 1;
        Files.write(image, bytes);
        try (NameNode node = start(config("a"))) {
            assertThat(exists(node, "/one") && exists(node, "/two") && exists(node, "/three"))
                    .isTrue();
        }
        Files.delete(temp.resolve("a/current/fsimage_0000000000000000001"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> start(config("a")));
    }

    @Test
    void aDamagedJournalIsRefusedWithFileAndOffset() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            mkdir(node, "/one");
            mkdir(node, "/two");
        }
        Path segment = temp.resolve("a/current/edits_0000000000000000001-0000000000000000002");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[70] ^= 1;
        Files.write(segment, bytes);
        assertThatThrownBy(() -> start(config("a")))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("edits_0000000000000000001")
                .hasMessageContaining("offset 32");
    }

    @Test
    void aMissingSegmentIsRefused() throws Exception {
        NameNode.format(config("a"), "");
        for (int i = 0; i < 3; i++) {
            try (NameNode node = start(config("a"))) {
                mkdir(node, "/d" + i);
            }
        }
        Files.delete(temp.resolve("a/current/edits_0000000000000000002-0000000000000000002"));
        assertThatThrownBy(() -> start(config("a"))).hasMessageContaining("gap");
    }

    @Test
    void aBigDeleteIsReclaimedAcrossRestarts() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            for (int i = 0; i < 50; i++) {
                mkdir(node, "/top/d" + i);
            }
            assertThat(node.execute(ROOT, new Delete(HdfsPath.parse("/top"), true))
                            .get(30, TimeUnit.SECONDS))
                    .isTrue();
        }
        try (NameNode node = start(config("a"))) {
            assertThat(exists(node, "/top")).isFalse();
            mkdir(node, "/top");
        }
    }

    /** HDFS-2305, -3441: checkpoints that are asked for at once, while the namespace changes. */
    @Test
    void checkpointsAtOnceDoNotHarmEachOther() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            List<CompletableFuture<Long>> checkpoints = new ArrayList<>();
            List<CompletableFuture<Boolean>> made = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                made.add(node.execute(ROOT, new Mkdirs(HdfsPath.parse("/d" + i), 0755, true)));
                if (i % 10 == 0) {
                    checkpoints.add(node.checkpoint());
                    checkpoints.add(node.checkpoint());
                }
            }
            for (CompletableFuture<Boolean> answer : made) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
            }
            for (CompletableFuture<Long> checkpoint : checkpoints) {
                assertThat(checkpoint.get(30, TimeUnit.SECONDS)).isPositive();
            }
        }
        try (NameNode node = start(config("a"))) {
            for (int i = 0; i < 60; i++) {
                assertThat(exists(node, "/d" + i)).isTrue();
            }
        }
    }

    /** HDFS-4128: a journal that does not fit the image is refused as a whole. */
    @Test
    void aJournalThatDoesNotFitIsRefused() throws Exception {
        NameNode.format(config("a"), "");
        NameNode.format(config("b"), "");
        try (NameNode node = start(config("a"))) {
            mkdir(node, "/top/below");
            node.execute(ROOT, new Delete(HdfsPath.parse("/top/below"), true)).get(30, TimeUnit.SECONDS);
        }
        // The third record deletes an inode that a namespace without the first two does not have.
        List<EditRecord> records = new ArrayList<>();
        FileStorage storage = new FileStorage(temp.resolve("a/current"));
        JournalReader.open(List.of(storage)).read(1, (txid, record) -> records.add(record));
        SegmentLog log = new SegmentLog(
                List.of(new FileStorage(temp.resolve("b/current"))), config("b").journal());
        log.open(1);
        log.add(1, records.subList(2, 3));
        log.close();
        assertThatThrownBy(() -> start(config("b")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not fit");
    }

    /** HDFS-955: an image that cannot be written loses nothing, and is shown. */
    @Test
    void aFailedCheckpointKeepsTheJournal() throws Exception {
        NameNode.format(config("a"), "");
        try (NameNode node = start(config("a"))) {
            mkdir(node, "/one");
            // A directory where the image should go stands for a disk that refuses it.
            Path inTheWay = temp.resolve("a/current/fsimage.ckpt_0000000000000000001");
            Files.createDirectories(inTheWay.resolve("full"));
            assertThat(node.checkpoint().handle((txid, failure) -> failure).get(30, TimeUnit.SECONDS))
                    .isNotNull();
            assertThat(node.checkpointStatus().failure()).isNotNull();
            assertThat(node.checkpointStatus().transactionsSince()).isEqualTo(1);
            Files.delete(inTheWay.resolve("full"));
            Files.delete(inTheWay);
            mkdir(node, "/two");
            assertThat(node.checkpoint().get(30, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(node.checkpointStatus().failure()).isNull();
        }
        try (NameNode node = start(config("a"))) {
            assertThat(exists(node, "/one") && exists(node, "/two")).isTrue();
        }
    }
}
