package dev.cairnfs.namenode.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.namenode.state.Edits;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import dev.cairnfs.namenode.state.RandomEdits;
import dev.cairnfs.namenode.state.RecordingBlockEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    @TempDir
    Path directory;

    private static Namespace empty() {
        return new Namespace("hdfs", "supergroup", new RecordingBlockEvents());
    }

    private static Namespace load(Path image) throws IOException {
        return ImageLoader.load(image, new RecordingBlockEvents());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aLoadedStateIsTheSavedOneAndGoesOnLikeIt(long seed) throws IOException {
        Namespace saved = empty();
        RandomEdits edits = new RandomEdits(saved, seed);
        for (int i = 0; i < 3000; i++) {
            edits.step();
        }
        Namespace loaded = load(ImageWriter.write(saved.snapshot(), directory));
        assertThat(NamespaceDigest.difference(saved, loaded)).isEmpty();
        assertThat(NamespaceDigest.of(loaded)).isEqualTo(NamespaceDigest.of(saved));

        RandomEdits again = new RandomEdits(saved, seed + 100);
        RandomEdits alike = new RandomEdits(loaded, seed + 100);
        for (int i = 0; i < 1000; i++) {
            again.step();
            alike.step();
        }
        assertThat(NamespaceDigest.difference(saved, loaded)).isEmpty();
    }

    @Test
    void aSnapshotStaysAsItWasWhileTheStateGoesOn() throws IOException {
        Namespace namespace = empty();
        Namespace asItWas = empty();
        RandomEdits edits = new RandomEdits(namespace, 7);
        RandomEdits before = new RandomEdits(asItWas, 7);
        for (int i = 0; i < 2000; i++) {
            edits.step();
            before.step();
        }
        NamespaceSnapshot snapshot = namespace.snapshot();
        for (int i = 0; i < 2000; i++) {
            edits.step();
        }
        Namespace loaded = load(ImageWriter.write(snapshot, directory));
        assertThat(loaded.lastTxid()).isEqualTo(asItWas.lastTxid());
        assertThat(NamespaceDigest.difference(asItWas, loaded)).isEmpty();
    }

    @Test
    void everyFlippedByteIsFoundByTheSectionsAlone() throws IOException {
        Path image = ImageWriter.write(small().snapshot(), directory);
        byte[] good = Files.readAllBytes(image);
        Random random = new Random(11);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (int at = 0; at < good.length; at++) {
                file.seek(at);
                file.write(good[at] ^ (1 << random.nextInt(8)));
                assertThatThrownBy(() -> ImageLoader.loadSections(image, new RecordingBlockEvents()))
                        .as("byte %d", at)
                        .isInstanceOf(ImageException.class)
                        .hasMessageContaining(image.getFileName().toString())
                        .hasMessageContaining("offset");
                file.seek(at);
                file.write(good[at]);
            }
        }
    }

    @Test
    void everyMissingEndAndEveryAdditionIsFound() throws IOException {
        Path image = ImageWriter.write(small().snapshot(), directory);
        byte[] good = Files.readAllBytes(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (int length = good.length - 1; length >= 0; length--) {
                file.setLength(length);
                assertThatThrownBy(() -> ImageLoader.loadSections(image, new RecordingBlockEvents()))
                        .as("length %d", length)
                        .isInstanceOf(ImageException.class);
            }
        }
        Files.write(image, Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> ImageLoader.loadSections(image, new RecordingBlockEvents()))
                .isInstanceOf(ImageException.class);
    }

    @Test
    void theDigestMustBeThereAndRight() throws IOException {
        Path image = ImageWriter.write(small().snapshot(), directory);
        Path digest = ImageFiles.digestOf(image);
        byte[] line = Files.readAllBytes(digest);
        for (int at = 0; at < line.length; at++) {
            byte[] bad = line.clone();
            bad[at] ^= 1;
            Files.write(digest, bad);
            assertThatThrownBy(() -> load(image)).isInstanceOf(ImageException.class);
        }
        Files.delete(digest);
        assertThatThrownBy(() -> load(image)).isInstanceOf(ImageException.class).hasMessageContaining("missing");
    }

    @Test
    void anIntactImageIsNotWrittenAgainAndADamagedOneIs() throws IOException {
        Path image = ImageWriter.write(small().snapshot(), directory);
        Path digest = ImageFiles.digestOf(image);
        Object imageKey = Files.getAttribute(image, "unix:ino");
        Object digestKey = Files.getAttribute(digest, "unix:ino");
        ImageWriter.write(small().snapshot(), directory);
        assertThat(Files.getAttribute(image, "unix:ino")).isEqualTo(imageKey);
        assertThat(Files.getAttribute(digest, "unix:ino")).isEqualTo(digestKey);

        byte[] good = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(good, good.length - 1));
        ImageWriter.write(small().snapshot(), directory);
        assertThat(Files.readAllBytes(image)).isEqualTo(good);
        Files.delete(digest);
        ImageWriter.write(small().snapshot(), directory);
        assertThat(NamespaceDigest.difference(load(image), small())).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(image, digest);
        }
    }

    /** A new layout version gets a golden file of its own: what this test leaves in {@code target}. */
    @Test
    void theFormatIsTheGoldenOne() throws IOException {
        Path image = ImageWriter.write(small().snapshot(), directory);
        Files.copy(image, Path.of("target", "golden.fsimage"), StandardCopyOption.REPLACE_EXISTING);
        byte[] golden;
        try (InputStream resource = Objects.requireNonNull(getClass().getResourceAsStream("golden-v1.fsimage"))) {
            golden = resource.readAllBytes();
        }
        assertThat(Files.readAllBytes(image)).isEqualTo(golden);
        assertThat(NamespaceDigest.difference(load(image), small())).isEmpty();
    }

    @Test
    void purgeKeepsTheNewestAndSweepsUp() throws IOException {
        Namespace namespace = empty();
        Edits edits = new Edits(namespace);
        for (int i = 0; i < 4; i++) {
            edits.mkdir(Namespace.ROOT_ID, "d" + i);
            ImageWriter.write(namespace.snapshot(), directory);
        }
        Files.createFile(directory.resolve(ImageFiles.checkpointName(9)));
        ImageFiles.purge(directory, 2);
        assertThat(ImageFiles.list(directory).stream().map(ImageFiles.Image::lastTxid))
                .containsExactly(4L, 3L);
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(4);
        }
    }

    /** A state with something in every section. */
    private static Namespace small() {
        Namespace namespace = empty();
        RandomEdits random = RandomEdits.ofFirstVersion(namespace, 42);
        for (int i = 0; i < 40; i++) {
            random.step();
        }
        Edits edits = new Edits(namespace);
        long directory = edits.mkdir(Namespace.ROOT_ID, "directory");
        edits.file(directory, "one", 1);
        edits.file(directory, "three", 1, 2, 3);
        edits.addBlock(edits.create(directory, "open"));
        long tree = edits.mkdir(Namespace.ROOT_ID, "tree");
        edits.file(tree, "leaf", 5, 6, 7, 8);
        edits.delete(edits.file(Namespace.ROOT_ID, "gone", 9));
        edits.delete(tree);
        return namespace;
    }

    @Test
    void smallHasSomethingOfEverything() {
        Namespace namespace = small();
        assertThat(namespace.hasReclaimable()).isTrue();
        assertThat(namespace.leases().openFileCount()).isPositive();
        assertThat(namespace.retryCache().size()).isPositive();
        assertThat(List.of(namespace.inodes().peekNextId(0) >>> 32)).doesNotContain(0L);
    }
}
