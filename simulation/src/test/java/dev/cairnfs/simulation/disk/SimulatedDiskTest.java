package dev.cairnfs.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.simulation.runtime.Kernel;
import dev.cairnfs.simulation.runtime.Scheduler;
import dev.cairnfs.simulation.runtime.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A disk that loses nothing would let every test pass. */
class SimulatedDiskTest {
    private static final int SEEDS = 50;

    private static SimulatedDisk disk(long seed) {
        return new SimulatedDisk(
                new Kernel(new Scheduler(), new SplittableRandom(seed), new Trace(), (what, cause) -> {}), 1 << 20);
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static byte[] ones(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    @Test
    void whatIsSyncedWithItsNameSurvivesAPowerCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk disk = disk(seed);
            Path file = disk.path("/a");
            try (FileChannel channel = create(file)) {
                channel.write(ByteBuffer.wrap(ones(2000)));
                channel.force(false);
            }
            syncDirectory(disk.path("/"));
            disk.powerCut();
            assertThat(Files.readAllBytes(file)).isEqualTo(ones(2000));
        }
    }

    @Test
    void unsyncedSectorsAreLostBySeedAndInAnyCombination() throws IOException {
        TreeSet<Integer> survivors = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk disk = disk(seed);
            Path file = disk.path("/a");
            try (FileChannel channel = create(file)) {
                channel.write(ByteBuffer.wrap(new byte[1024]));
                channel.force(false);
                syncDirectory(disk.path("/"));
                channel.write(ByteBuffer.wrap(ones(1024)), 0);
            }
            disk.powerCut();
            byte[] left = Files.readAllBytes(file);
            survivors.add(left[0] + 2 * left[1023]);
        }
        assertThat(survivors).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aFileWithoutASyncedNameMayBeGone() throws IOException {
        TreeSet<Boolean> there = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk disk = disk(seed);
            try (FileChannel channel = create(disk.path("/a"))) {
                channel.force(true);
            }
            disk.powerCut();
            there.add(Files.exists(disk.path("/a")));
        }
        assertThat(there).containsExactly(false, true);
    }

    @Test
    void anUnsyncedRenameIsUndoneOrDoneButNeverHalf() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk disk = disk(seed);
            Files.createDirectory(disk.path("/from"));
            Files.createDirectory(disk.path("/to"));
            create(disk.path("/from/a")).close();
            for (String directory : new String[] {"/", "/from", "/to"}) {
                syncDirectory(disk.path(directory));
            }
            Files.move(disk.path("/from/a"), disk.path("/to/a"));
            disk.powerCut();
            assertThat(Files.exists(disk.path("/from/a"))).isNotEqualTo(Files.exists(disk.path("/to/a")));
        }
    }

    @Test
    void aPowerCutNeverTakesWhatWasSyncedOfAFileThatGrewSince() throws IOException {
        TreeSet<Long> lengths = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk disk = disk(seed);
            Path file = disk.path("/a");
            try (FileChannel channel = create(file)) {
                channel.write(ByteBuffer.wrap(ones(700)));
                channel.force(false);
                syncDirectory(disk.path("/"));
                channel.write(ByteBuffer.wrap(ones(500)));
            }
            disk.powerCut();
            byte[] left = Files.readAllBytes(file);
            assertThat(Arrays.copyOf(left, 700)).isEqualTo(ones(700));
            lengths.add((long) left.length);
        }
        assertThat(lengths).contains(700L, 1200L).hasSizeGreaterThan(2);
    }

    @Test
    void aFailedSyncMarksPagesCleanAndBreaksTheDisk() throws IOException {
        SimulatedDisk disk = disk(1);
        Path file = disk.path("/a");
        try (FileChannel channel = create(file)) {
            syncDirectory(disk.path("/"));
            channel.write(ByteBuffer.wrap(ones(600)));
            disk.failNextSync();
            assertThatThrownBy(() -> channel.force(false)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> Files.readAllBytes(file)).hasMessageContaining("Input/output error");
        disk.mend();
        assertThat(Files.readAllBytes(file)).as("in the cache").isEqualTo(ones(600));
        disk.powerCut();
        assertThat(Files.size(file)).as("on the platter").isZero();
    }

    @Test
    void aFullDiskTakesNoMore() throws IOException {
        SimulatedDisk disk = disk(1);
        disk.setForeignBytes(disk.totalBytes() - 100);
        try (FileChannel channel = create(disk.path("/a"))) {
            channel.write(ByteBuffer.wrap(ones(100)));
            assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(ones(1))))
                    .hasMessageContaining("No space left on device");
        }
    }
}
