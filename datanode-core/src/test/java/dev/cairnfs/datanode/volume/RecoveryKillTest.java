package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A kill between any two steps of the end of a recovery. At each sync, before and after it, the volume is copied as it is:
 * that is what a killed process leaves. A DataNode on each copy must still have the bytes that were to stay, and end a
 * newer recovery.
 */
final class RecoveryKillTest {
    private static final int LENGTH = 5000;

    @TempDir
    Path dir;

    private Path volume() {
        return dir.resolve("volume");
    }

    /** Copies the volume at each sync. */
    private final class Copying implements DiskSync {
        final List<Path> copies = new ArrayList<>();

        @Override
        public void sync(FileChannel file) throws IOException {
            copy();
            DiskSync.REAL.sync(file);
            copy();
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            copy();
            DiskSync.REAL.syncDirectory(directory);
            copy();
        }

        void copy() throws IOException {
            Path copy = dir.resolve("copy-" + copies.size());
            try (Stream<Path> files = Files.walk(volume())) {
                files.forEach(file -> {
                    try {
                        Files.copy(file, copy.resolve(volume().relativize(file)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
            copies.add(copy);
        }
    }

    private static void make(StoreFixture fixture, ReplicaState state) throws IOException {
        if (state == ReplicaState.FINALIZED) {
            fixture.put(1, LENGTH);
            return;
        }
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        StoreFixture.write(writer, 0, StoreFixture.content(1, LENGTH));
        writer.abandon();
    }

    private static ReplicaRecoveryInfo recover(StoreFixture fixture, long recoveryId, long newBlockId, int length)
            throws IOException {
        ReplicaRecoveryInfo info =
                Objects.requireNonNull(fixture.store.initReplicaRecovery(StoreFixture.block(1, 1001, 0), recoveryId));
        fixture.store.updateReplicaUnderRecovery(
                new ExtendedBlock(StoreFixture.POOL, info.block()), recoveryId, newBlockId, length);
        return info;
    }

    /** The states that a kill can leave; the volume itself is the last of them. */
    private List<Path> kill(ReplicaState state, long newBlockId, int length) throws IOException {
        try (StoreFixture fixture = new StoreFixture(volume())) {
            make(fixture, state);
        }
        Copying disk = new Copying();
        try (StoreFixture fixture = new StoreFixture(volume())) {
            fixture.useDisk(disk);
            disk.copy();
            recover(fixture, 1005, newBlockId, length);
        }
        disk.copies.add(volume());
        return disk.copies;
    }

    private static void assertBytes(StoreFixture fixture, long id, int length) throws IOException {
        assertThat(fixture.read(id, 0, length)).isEqualTo(Arrays.copyOf(StoreFixture.content(1, LENGTH), length));
    }

    @ParameterizedTest
    @CsvSource({
        "RWR, 5000", "RWR, 4999", "RWR, 4608", "RWR, 300",
        "FINALIZED, 5000", "FINALIZED, 4999", "FINALIZED, 4608", "FINALIZED, 300"
    })
    void nothingIsLostOrFinishedByHalf(ReplicaState state, int length) throws IOException {
        List<Path> copies = kill(state, 1, length);
        assertThat(copies).hasSizeGreaterThan(4);
        List<ReplicaState> states = new ArrayList<>();
        for (Path copy : copies) {
            try (StoreFixture fixture = new StoreFixture(copy)) {
                Replica replica = Objects.requireNonNull(fixture.store.lookUp(1), copy.toString());
                states.add(replica.state());
                assertThat(replica.block().numBytes()).isIn((long) length, (long) LENGTH);
                if (replica.state() == ReplicaState.FINALIZED) {
                    assertBytes(fixture, 1, (int) replica.block().numBytes());
                }
                ReplicaRecoveryInfo info = recover(fixture, 1009, 1, length);
                assertThat(info.block()).isEqualTo(replica.block());
                assertBytes(fixture, 1, length);
            }
            try (StoreFixture fixture = new StoreFixture(copy)) {
                assertThat(fixture.store.lookUp(1))
                        .isEqualTo(new Replica(new Block(1, 1009, length), ReplicaState.FINALIZED, 0));
                assertBytes(fixture, 1, length);
            }
            assertThat(leftovers(copy)).isEmpty();
        }
        assertThat(states).first().isEqualTo(state);
        assertThat(states).last().isEqualTo(ReplicaState.FINALIZED);
    }

    private static List<String> leftovers(Path volume) throws IOException {
        try (Stream<Path> files = Files.walk(volume.resolve("current").resolve(StoreFixture.POOL))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("blk_1"))
                    .filter(name -> !name.equals("blk_1") && !name.equals("blk_1_1009.meta"))
                    .toList();
        }
    }

    @Test
    void aCopyIsWholeOrNotThere() throws IOException {
        List<Path> copies = kill(ReplicaState.FINALIZED, 2, 4700);
        int there = 0;
        for (Path copy : copies) {
            try (StoreFixture fixture = new StoreFixture(copy)) {
                assertThat(fixture.store.lookUp(1))
                        .isEqualTo(new Replica(new Block(1, 1001, LENGTH), ReplicaState.FINALIZED, 0));
                assertBytes(fixture, 1, LENGTH);
                Replica made = fixture.store.lookUp(2);
                if (made != null && made.state() == ReplicaState.FINALIZED) {
                    there++;
                    assertThat(made.block()).isEqualTo(new Block(2, 1005, 4700));
                    assertBytes(fixture, 2, 4700);
                }
                recover(fixture, 1009, 2, 4700);
                assertBytes(fixture, 2, 4700);
            }
        }
        assertThat(there).isBetween(1, copies.size() - 1);
    }

    @Test
    void aHalfMoveToTheFinishedReplicasIsUndone() throws IOException {
        try (StoreFixture fixture = new StoreFixture(volume())) {
            make(fixture, ReplicaState.RWR);
        }
        Path current = volume().resolve("current").resolve(StoreFixture.POOL).resolve("current");
        Path finished = current.resolve("finalized/subdir0/subdir0");
        Files.createDirectories(finished);
        Files.move(
                current.resolve("rbw/blk_1_1001.meta"),
                finished.resolve("blk_1_1005.meta"),
                StandardCopyOption.ATOMIC_MOVE);
        try (StoreFixture fixture = new StoreFixture(volume())) {
            assertThat(fixture.store.lookUp(1)).isEqualTo(new Replica(new Block(1, 1005, LENGTH), ReplicaState.RWR, 0));
            recover(fixture, 1009, 1, LENGTH);
            assertBytes(fixture, 1, LENGTH);
        }
        assertThat(leftovers(volume())).isEmpty();
    }

    @Test
    void theChecksumsOfTheShorterReplicaCountAfterAHalfMove() throws IOException {
        List<Path> copies = kill(ReplicaState.RWR, 1, 4999);
        Path end = copies.get(copies.size() - 1);
        Path before = copies.get(0);
        Path pool = Path.of("current", StoreFixture.POOL, "current");
        Path finished = pool.resolve("finalized/subdir0/subdir0/blk_1_1005.meta");
        // The data were cut, the new meta file was moved, the old one was not deleted yet.
        Files.createDirectories(Objects.requireNonNull(before.resolve(finished).getParent()));
        Files.copy(end.resolve(finished), before.resolve(finished));
        try (FileChannel data = FileChannel.open(before.resolve(pool).resolve("rbw/blk_1"), StandardOpenOption.WRITE)) {
            data.truncate(4999);
        }
        try (StoreFixture fixture = new StoreFixture(before)) {
            assertThat(fixture.store.lookUp(1)).isEqualTo(new Replica(new Block(1, 1005, 4999), ReplicaState.RWR, 0));
            recover(fixture, 1009, 1, 4999);
            assertBytes(fixture, 1, 4999);
        }
        assertThat(leftovers(before)).isEmpty();
    }
}
