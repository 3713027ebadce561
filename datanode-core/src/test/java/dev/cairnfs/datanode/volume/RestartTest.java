package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A start after a kill in the middle of a write. A killed process leaves its files as the page cache has them, and that is
 * what the tests make: the store is closed without its writers, and files are cut or changed by hand.
 */
final class RestartTest {
    private static final int HEADER = 7;

    @TempDir
    Path dir;

    private Path rbw(String name) {
        return dir.resolve("current")
                .resolve(StoreFixture.POOL)
                .resolve("current/rbw")
                .resolve(name);
    }

    private final byte[] all = StoreFixture.content(1, 5000);

    private void writeAndKill(int... ends) throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
            int written = 0;
            for (int end : ends) {
                int from = written / 512 * 512;
                StoreFixture.write(writer, from, Arrays.copyOfRange(all, from, end));
                written = end;
            }
        }
    }

    /** The length that the replica has after the next start, which finds it waiting to be recovered. */
    private long lengthAfterRestart() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            Replica replica = Objects.requireNonNull(fixture.store.lookUp(1));
            assertThat(replica.state()).isEqualTo(ReplicaState.RWR);
            assertThat(fixture.store.fullReports().values().iterator().next())
                    .containsExactly(new ReportedReplica(replica.block(), ReplicaState.RWR));
            return replica.block().numBytes();
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    @Test
    void whatWasWrittenIsThere() throws IOException {
        writeAndKill(700, 3000);
        assertThat(lengthAfterRestart()).isEqualTo(3000);
        // Nothing was changed: another start finds the same.
        assertThat(lengthAfterRestart()).isEqualTo(3000);
    }

    @Test
    void dataWithoutChecksumsDoNotCount() throws IOException {
        writeAndKill(3000);
        cut(rbw("blk_1_1001.meta"), HEADER + 3 * 4);
        assertThat(lengthAfterRestart()).isEqualTo(3 * 512);
        cut(rbw("blk_1_1001.meta"), HEADER + 2 * 4 + 3);
        assertThat(lengthAfterRestart()).isEqualTo(2 * 512);
        cut(rbw("blk_1_1001.meta"), HEADER);
        assertThat(lengthAfterRestart()).isZero();
    }

    @Test
    void checksumsWithoutDataDoNotMatter() throws IOException {
        writeAndKill(3000);
        cut(rbw("blk_1"), 2 * 512);
        assertThat(lengthAfterRestart()).isEqualTo(2 * 512);
        // The checksum of the third chunk is that of all of it.
        cut(rbw("blk_1"), 2 * 512 - 1);
        assertThat(lengthAfterRestart()).isEqualTo(512);
        cut(rbw("blk_1"), 0);
        assertThat(lengthAfterRestart()).isZero();
    }

    @Test
    void aMetaFileWithoutAWholeHeaderMakesAnEmptyReplica() throws IOException {
        writeAndKill(3000);
        for (int length : new int[] {6, 2, 0}) {
            cut(rbw("blk_1_1001.meta"), length);
            assertThat(lengthAfterRestart()).isZero();
        }
    }

    @Test
    void whatWasFlushedInMidChunkSurvivesAKillBetweenDataAndChecksums() throws IOException {
        for (int flushed : new int[] {700, 1023, 513, 2900}) {
            writeAndKill(flushed);
            byte[] meta = Files.readAllBytes(rbw("blk_1_1001.meta"));
            writeAndKillOver(flushed, 4000);
            Files.write(rbw("blk_1_1001.meta"), meta);
            assertThat(lengthAfterRestart()).isEqualTo(flushed);
            Files.delete(rbw("blk_1"));
            Files.delete(rbw("blk_1_1001.meta"));
        }
    }

    /** As a writer that goes on after a flush: the data are written, the checksums not yet. */
    private void writeAndKillOver(int flushed, int end) throws IOException {
        try (FileChannel data = FileChannel.open(rbw("blk_1"), StandardOpenOption.WRITE)) {
            int from = flushed / 512 * 512;
            data.write(ByteBuffer.wrap(all, from, end - from), from);
        }
    }

    private void stopInOrder(int received, int acknowledged) throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(writer, 0, Arrays.copyOf(all, received));
            writer.acknowledged(acknowledged);
            writer.abandon();
            fixture.store.markForRestart();
        }
    }

    @Test
    void afterAnOrderlyStopAWriterCanGoOn() throws IOException {
        stopInOrder(3000, 2000);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(fixture.store.lookUp(1)).isEqualTo(new Replica(new Block(1, 1001, 3000), ReplicaState.RBW, 0));
            assertThat(fixture.store.visibleLength(StoreFixture.block(1, 1001, 0)))
                    .isEqualTo(2000);
            assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isZero();
            ReplicaWriter writer = fixture.store.reopen(
                    new ReopenRequest(ReplicaEvent.RECOVER_RBW, StoreFixture.block(1, 1001, 0), 1002, 2000, 3000),
                    DataChecksum.STANDARD);
            StoreFixture.write(writer, 1536, Arrays.copyOfRange(all, 1536, 5000));
            writer.acknowledged(5000);
            writer.finish(false);
            assertThat(fixture.read(1, 0, 5000)).isEqualTo(all);
        }
    }

    @Test
    void aMarkCountsForOneStartAndOnlyForWhatItSays() throws IOException {
        stopInOrder(3000, 3000);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(Objects.requireNonNull(fixture.store.lookUp(1)).state()).isEqualTo(ReplicaState.RBW);
        }
        // This time it was killed.
        assertThat(lengthAfterRestart()).isEqualTo(3000);
        Files.writeString(rbw(".blk_1.restart"), "1001 3001 3000\n");
        assertThat(lengthAfterRestart()).isEqualTo(3000);
        Files.writeString(rbw(".blk_1.restart"), "1000 3000 3000\n");
        assertThat(lengthAfterRestart()).isEqualTo(3000);
        Files.write(rbw(".blk_1.restart"), new byte[4096]);
        assertThat(lengthAfterRestart()).isEqualTo(3000);
        assertThat(rbw(".blk_1.restart")).doesNotExist();
    }

    @Test
    void aFlippedBitEndsWhatCounts() throws IOException {
        writeAndKill(5000);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int at = new Random(seed).nextInt(5000);
        byte[] bytes = Files.readAllBytes(rbw("blk_1"));
        bytes[at] ^= 4;
        Files.write(rbw("blk_1"), bytes);
        assertThat(lengthAfterRestart()).isEqualTo(at - at % 512);
    }

    @Test
    void halfMadeReplicasAreNone() throws IOException {
        writeAndKill(100);
        Files.createFile(rbw("blk_2"));
        Files.write(rbw("blk_3"), new byte[10]);
        Files.write(rbw("blk_4_1001.meta"), new byte[7]);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(fixture.store.replicaCount()).isEqualTo(1);
            assertThat(rbw("blk_2")).doesNotExist();
            // Nobody knows what these are.
            assertThat(rbw("blk_3")).hasSize(10);
            assertThat(rbw("blk_4_1001.meta")).exists();
            fixture.put(2, 10);
        }
    }

    @Test
    void aReplicaOfManyWindowsIsVerifiedToItsEnd() throws IOException {
        int length = (2 << 20) + 700;
        byte[] large = StoreFixture.content(9, length);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(9, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(writer, 0, large);
        }
        Files.write(rbw("blk_9"), new byte[300], StandardOpenOption.APPEND);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            assertThat(fixture.store.lookUp(9)).isEqualTo(new Replica(new Block(9, 1001, length), ReplicaState.RWR, 0));
        }
    }

    @Test
    void aNewVolumesOwnNameIsSyncedWithTheDirectoriesMadeForIt() throws IOException {
        List<Path> synced = new ArrayList<>();
        DiskSync recording = new DiskSync() {
            @Override
            public void sync(FileChannel file) {}

            @Override
            public void syncDirectory(Path directory) {
                synced.add(directory);
            }
        };
        Path volume = dir.resolve("a/b/volume");
        format(volume, recording);
        assertThat(synced).containsSubsequence(volume, dir.resolve("a/b"), dir.resolve("a"), dir);
        assertThat(synced).doesNotContain(dir.getParent());
        synced.clear();
        format(volume, recording);
        assertThat(synced).doesNotContain(dir.resolve("a/b"));
        Files.createDirectories(dir.resolve("c/d"));
        synced.clear();
        format(dir.resolve("c/d"), recording);
        assertThat(synced).contains(dir.resolve("c")).doesNotContain(dir);
    }

    private static void format(Path volume, DiskSync sync) throws IOException {
        StoreConfig config = new StoreConfig(
                List.of(new VolumeSpec(volume, "DISK")),
                0,
                true,
                0,
                sync,
                directory -> new SpaceProbe.Space(1L << 40, 1L << 39));
        try (ReplicaStore store = ReplicaStore.open(config, new Deaf())) {
            store.attach(StoreFixture.NAMESPACE);
        }
    }

    private static final class Deaf implements StoreListener {
        @Override
        public void replicaChanged(ReplicaChange change) {}

        @Override
        public void replicaCorrupt(String storageId, Block block) {}

        @Override
        public void volumeFailed(String storageId, String reason, boolean tooMany) {}
    }
}
