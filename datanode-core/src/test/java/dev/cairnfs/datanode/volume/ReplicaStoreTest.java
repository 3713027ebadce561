package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplicaStoreTest {
    private static final long ID = 1073741825L + (3 << 16) + (7 << 8);

    @TempDir
    Path dir;

    private Path pool() {
        return dir.resolve("current").resolve(StoreFixture.POOL);
    }

    @Test
    void aWrittenReplicaLiesWhereHdfsPutsIt() throws Exception {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            Block block = fixture.put(ID, 1300);
            assertThat(block).isEqualTo(new Block(ID, 1001, 1300));
            Path home = pool().resolve("current/finalized/subdir3/subdir7");
            assertThat(home.resolve("blk_" + ID)).hasBinaryContent(StoreFixture.content(ID, 1300));
            assertThat(home.resolve("blk_" + ID + "_1001.meta")).hasSize(7 + 3 * 4);
            assertThat(fixture.nextChange())
                    .isEqualTo(new ReplicaChange(
                            fixture.store.storages().get(0).storageId(), block, ReplicaChange.Kind.RECEIVED));
            assertThat(fixture.read(ID, 700, 500))
                    .isEqualTo(Arrays.copyOfRange(StoreFixture.content(ID, 1300), 700, 1200));
        }
    }

    @Test
    void versionFilesAreHdfss() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            Map<String, String> version = VersionFile.read(dir.resolve("current/VERSION"));
            assertThat(version)
                    .containsEntry("clusterID", "CID-1")
                    .containsEntry("cTime", "0")
                    .containsEntry("storageType", "DATA_NODE")
                    .containsEntry("layoutVersion", "-57")
                    .containsEntry("datanodeUuid", fixture.store.identity().datanodeUuid());
            assertThat(version.get("storageID")).startsWith("DS-");
            assertThat(VersionFile.read(pool().resolve("current/VERSION")))
                    .containsEntry("blockpoolID", StoreFixture.POOL)
                    .containsEntry("namespaceID", "42");
        }
    }

    @Test
    void aRestartFindsWhatWasThere() throws IOException {
        StoreIdentity before;
        try (StoreFixture fixture = new StoreFixture(dir)) {
            before = fixture.store.identity();
            fixture.put(1, 1000);
            ReplicaWriter open = fixture.begin(2, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(open, 0, StoreFixture.content(2, 1024));
            ReplicaWriter copy = fixture.begin(3, ReplicaEvent.CREATE_TEMPORARY);
            StoreFixture.write(copy, 0, StoreFixture.content(3, 1024));
        }
        Files.write(pool().resolve("current/rbw/blk_2"), new byte[50], StandardOpenOption.APPEND);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(fixture.store.identity()).isEqualTo(before);
            List<ReportedReplica> report =
                    fixture.store.fullReports().values().iterator().next();
            assertThat(report)
                    .containsExactlyInAnyOrder(
                            new ReportedReplica(new Block(1, 1001, 1000), ReplicaState.FINALIZED),
                            new ReportedReplica(new Block(2, 1001, 1024), ReplicaState.RWR));
            assertThat(pool().resolve("tmp")).isEmptyDirectory();
            assertThatThrownBy(() -> fixture.read(2, 0, 10))
                    .isInstanceOf(HdfsException.class)
                    .hasMessageContaining("not readable");
        }
    }

    @Test
    void aMoveThatACrashCutInTwoIsUndone() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            fixture.put(ID, 1000);
        }
        Path home = pool().resolve("current/finalized/subdir3/subdir7");
        Files.move(home.resolve("blk_" + ID), pool().resolve("current/rbw/blk_" + ID));
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(fixture.store.lookUp(ID)).isEqualTo(new Replica(new Block(ID, 1001, 1000), ReplicaState.RWR, 0));
            assertThat(pool().resolve("current/rbw/blk_" + ID + "_1001.meta")).exists();
        }
    }

    @Test
    void ofTwoReplicasTheNewerCounts() throws IOException {
        Path second = dir.resolve("b");
        Path first = dir.resolve("a");
        try (StoreFixture fixture = new StoreFixture(first, second)) {
            fixture.put(1, 100);
        }
        Path relative = Path.of("current", StoreFixture.POOL, "current/finalized/subdir0/subdir0");
        Path written = Files.exists(first.resolve(relative)) ? first : second;
        Path other = written.equals(first) ? second : first;
        Files.createDirectories(other.resolve(relative));
        Files.write(other.resolve(relative).resolve("blk_1"), new byte[60]);
        Files.copy(
                written.resolve(relative).resolve("blk_1_1001.meta"),
                other.resolve(relative).resolve("blk_1_1002.meta"));
        try (StoreFixture fixture = new StoreFixture(first, second)) {
            assertThat(Objects.requireNonNull(fixture.store.lookUp(1)).block()).isEqualTo(new Block(1, 1002, 60));
            assertThat(written.resolve(relative).resolve("blk_1")).doesNotExist();
            assertThat(fixture.store.replicaCount()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatIsNotHere() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            fixture.put(1, 100);
            assertRefused(ErrorCode.REPLICA_NOT_FOUND, () -> fixture.store.openForRead(StoreFixture.block(2, 1001, 0)));
            assertRefused(ErrorCode.REPLICA_NOT_FOUND, () -> fixture.store.openForRead(StoreFixture.block(1, 1002, 0)));
            assertRefused(ErrorCode.IO, () -> fixture.store.openForRead(StoreFixture.block(1, 1001, 101)));
            assertRefused(
                    ErrorCode.IO,
                    () -> fixture.store.openForRead(new ExtendedBlock("BP-other", new Block(1, 1001, 0))));
            assertRefused(ErrorCode.ILLEGAL_ARGUMENT, () -> fixture.read(1, 90, 11));
            assertRefused(ErrorCode.IO, () -> fixture.begin(1, ReplicaEvent.CREATE_RBW));
        }
    }

    @Test
    void corruptDataIsNotHandedOut() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            fixture.put(1, 5000);
            Path file = pool().resolve("current/finalized/subdir0/subdir0/blk_1");
            byte[] bytes = Files.readAllBytes(file);
            bytes[1030] ^= 1;
            Files.write(file, bytes);
            assertThat(fixture.read(1, 0, 1024)).hasSize(1024);
            assertRefused(ErrorCode.CHECKSUM, () -> fixture.read(1, 0, 1025));
            assertRefused(ErrorCode.CHECKSUM, () -> fixture.read(1, 1500, 1));
            assertThat(fixture.read(1, 1536, 5000 - 1536)).hasSize(5000 - 1536);
        }
    }

    @Test
    void aShortChunkIsSentAgainAndReadersSeeItsOldChecksum() throws IOException {
        byte[] all = StoreFixture.content(1, 3000);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(writer, 0, Arrays.copyOf(all, 700));
            ReplicaReader early = fixture.store.openForRead(StoreFixture.block(1, 1001, 700));
            StoreFixture.write(writer, 512, Arrays.copyOfRange(all, 512, 3000));
            try (VerifiedReplicaReader reader = new VerifiedReplicaReader(early, 0, 700)) {
                assertThat(Objects.requireNonNull(reader.next()).remaining()).isEqualTo(700);
            }
            // A packet that brings nothing new changes nothing.
            StoreFixture.write(writer, 512, Arrays.copyOfRange(all, 512, 700));
            StoreFixture.write(writer, 100, new byte[10]);
            assertRefused(ErrorCode.IO, () -> StoreFixture.write(writer, 5120, new byte[10]));
            writer.acknowledged(3000);
            assertThat(fixture.read(1, 0, 3000)).isEqualTo(all);
            writer.finish(false);
            assertThat(fixture.read(1, 0, 3000)).isEqualTo(all);
        }
    }

    @Test
    void invalidatedReplicasGoAway() throws Exception {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            Block block = fixture.put(1, 100);
            ReplicaWriter writer = fixture.begin(2, ReplicaEvent.CREATE_RBW);
            fixture.nextChange();
            fixture.store.invalidate(List.of(block, new Block(2, 1001, 0), new Block(9, 1, 0)));
            assertThat(fixture.store.lookUp(1)).isNull();
            assertThat(fixture.nextChange().kind()).isEqualTo(ReplicaChange.Kind.DELETED);
            assertThat(fixture.nextChange().block().blockId()).isEqualTo(2);
            assertThat(pool().resolve("current/finalized/subdir0/subdir0")).isEmptyDirectory();
            assertThat(pool().resolve("current/rbw")).isEmptyDirectory();
            assertThatThrownBy(() -> StoreFixture.write(writer, 0, new byte[1])).isInstanceOf(IOException.class);
            writer.abandon();
            assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isZero();
            fixture.put(1, 100);
        }
    }

    @Test
    void aFailedSyncIsFatalToTheVolume() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir.resolve("a"), dir.resolve("b"))) {
            fixture.put(1, 100);
            fixture.put(2, 100);
            ReplicaWriter writer = fixture.begin(3, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(writer, 0, new byte[100]);
            fixture.failSyncs();
            assertRefused(ErrorCode.IO, () -> writer.finish(false));
            assertRefused(ErrorCode.IO, () -> writer.finish(false));
            assertThat(fixture.failures).hasSize(1).allMatch(failure -> !failure.endsWith("too many"));
            List<StorageInfo> storages = fixture.store.storages();
            assertThat(storages).filteredOn(StorageInfo::failed).hasSize(1);
            assertThat(fixture.store.failedVolumes()).isEqualTo(1);
            assertThat(fixture.store.replicaCount()).isEqualTo(1);
            assertThat(fixture.store.fullReports()).hasSize(1);
        }
    }

    @Test
    void copiesThatAreBrokenOffDisappear() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter copy = fixture.begin(1, ReplicaEvent.CREATE_TEMPORARY);
            StoreFixture.write(copy, 0, new byte[100]);
            copy.abandon();
            copy.abandon();
            assertThat(fixture.store.lookUp(1)).isNull();
            assertThat(pool().resolve("tmp")).isEmptyDirectory();
            ReplicaWriter client = fixture.begin(2, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(client, 0, new byte[100]);
            client.acknowledged(100);
            client.abandon();
            assertThat(fixture.store.lookUp(2)).isEqualTo(new Replica(new Block(2, 1001, 100), ReplicaState.RBW, 0));
            assertThat(fixture.read(2, 0, 100)).isEqualTo(new byte[100]);
        }
    }

    @Test
    void volumesAreLockedAndKnowTheirCluster() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> new StoreFixture(dir));
            for (NamespaceInfo other : List.of(
                    new NamespaceInfo(42, "CID-2", StoreFixture.POOL, 0, -57),
                    new NamespaceInfo(43, "CID-1", StoreFixture.POOL, 0, -57),
                    new NamespaceInfo(42, "CID-1", "BP-2", 0, -57))) {
                assertRefused(ErrorCode.INCONSISTENT_STORAGE, () -> fixture.store.attach(other));
            }
        }
    }

    @Test
    void newReplicasGoRoundTheVolumesThatHaveRoom() throws IOException {
        Path full = dir.resolve("full");
        SpaceProbe space = directory -> new SpaceProbe.Space(1L << 30, directory.equals(full) ? 1000 : 1L << 29);
        try (StoreFixture fixture = new StoreFixture(space, dir.resolve("a"), full, dir.resolve("b"))) {
            for (int id = 0; id < 6; id++) {
                fixture.put(id, 10);
            }
            assertThat(fixture.store.fullReports().values().stream().map(List::size))
                    .containsExactly(3, 0, 3);
        }
        try (StoreFixture fixture = new StoreFixture(space, full)) {
            assertRefused(ErrorCode.DISK_OUT_OF_SPACE, () -> fixture.put(9, 10));
            assertThat(fixture.store.lookUp(9)).isNull();
        }
    }

    @Test
    void refusesAnotherLayout() throws IOException {
        new StoreFixture(dir).close();
        Path version = dir.resolve("current/VERSION");
        Files.writeString(version, Files.readString(version).replace("-57", "-56"));
        assertRefused(ErrorCode.INCORRECT_VERSION, () -> new StoreFixture(dir));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
