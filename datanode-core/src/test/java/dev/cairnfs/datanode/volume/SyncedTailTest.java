package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was synced of a short last chunk outlives a power cut after somebody has written on. The disk keeps whatever it
 * likes of what was not synced: here all of the checksums and none of the data, and the other way round.
 */
final class SyncedTailTest {
    private static final int SYNCED = 700;

    @TempDir
    Path dir;

    private final byte[] all = StoreFixture.content(1, 5000);
    private byte[] dataOnDisk = new byte[0];
    private byte[] metaOnDisk = new byte[0];

    private Path rbw(String name) {
        return dir.resolve("current")
                .resolve(StoreFixture.POOL)
                .resolve("current/rbw")
                .resolve(name);
    }

    private void write(ReplicaWriter writer, int from, int to) throws IOException {
        StoreFixture.write(writer, from, Arrays.copyOfRange(all, from, to));
    }

    /** Notes what a power cut leaves at least of the files of the given stamp. */
    private DiskSync noting(long stamp) {
        return new DiskSync() {
            @Override
            public void sync(FileChannel file) throws IOException {
                DiskSync.REAL.sync(file);
                byte[] data = Files.readAllBytes(rbw("blk_1"));
                byte[] meta = Files.readAllBytes(rbw("blk_1_" + stamp + ".meta"));
                if (file.size() == data.length) {
                    dataOnDisk = data;
                } else {
                    metaOnDisk = meta;
                }
            }

            @Override
            public void syncDirectory(Path directory) throws IOException {
                DiskSync.REAL.syncDirectory(directory);
            }
        };
    }

    private long lengthAfterRestart() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            return Objects.requireNonNull(fixture.store.lookUp(1)).block().numBytes();
        }
    }

    private void writeOnAfterASync() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
            fixture.useDisk(noting(1001));
            write(writer, 0, SYNCED);
            writer.sync();
            write(writer, 512, 800);
            write(writer, 512, 2000);
        }
    }

    @Test
    void theDataAreOnDiskBeforeAChecksumThatCoversMore() throws IOException {
        writeOnAfterASync();
        Files.write(rbw("blk_1"), dataOnDisk);
        assertThat(lengthAfterRestart()).isGreaterThanOrEqualTo(SYNCED);
    }

    @Test
    void theOldChecksumProvesTheBeginningOfALongerChunk() throws IOException {
        writeOnAfterASync();
        Files.write(rbw("blk_1_1001.meta"), metaOnDisk);
        assertThat(lengthAfterRestart()).isGreaterThanOrEqualTo(SYNCED);
    }

    @Test
    void theSameHoldsForWhoAppendsToAFinishedReplica() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            fixture.put(1, SYNCED);
            dataOnDisk = Arrays.copyOf(all, SYNCED);
            ReopenRequest request =
                    new ReopenRequest(ReplicaEvent.APPEND, StoreFixture.block(1, 1001, 1 << 20), 1002, SYNCED, SYNCED);
            ReplicaWriter writer = fixture.store.reopen(request, DataChecksum.STANDARD);
            fixture.useDisk(noting(1002));
            write(writer, SYNCED, 900);
            write(writer, 512, 3000);
        }
        Files.write(rbw("blk_1"), dataOnDisk);
        assertThat(lengthAfterRestart()).isGreaterThanOrEqualTo(SYNCED);
    }

    @Test
    void aFailedSyncEndsTheWriterAndItsVolume() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
            write(writer, 0, SYNCED);
            writer.sync();
            byte[] before = Files.readAllBytes(rbw("blk_1_1001.meta"));
            fixture.failSyncs();
            assertThat(catchThrowable(() -> write(writer, 512, 800))).isInstanceOf(IOException.class);
            assertThat(Files.readAllBytes(rbw("blk_1_1001.meta"))).isEqualTo(before);
            assertThat(writer.block().numBytes()).isEqualTo(SYNCED);
            assertThat(catchThrowable(() -> write(writer, 512, 800))).isInstanceOf(IOException.class);
            assertThat(fixture.failures).hasSize(1);
        }
    }
}
