package dev.cairnfs.simulation;

import dev.cairnfs.namenode.image.ImageFiles;
import dev.cairnfs.namenode.image.ImageLoader;
import dev.cairnfs.namenode.image.ImageWriter;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The images, in a real directory: an image has its name only when it is durable, so crashes need no simulation here. */
public final class SimulatedImages {
    private static final int RETAINED = 2;
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private long written;

    public SimulatedImages() {
        try {
            // Their syncs are of no interest here, so a file system in memory is taken where there is one.
            directory = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "cairn-simulation")
                    : Files.createTempDirectory("cairn-simulation");
        } catch (IOException e) {
            throw new IllegalStateException("no directory for the images", e);
        }
    }

    public long written() {
        return written;
    }

    /** The state in the newest image; an empty one before the first. */
    Namespace loadNewest(BlockEvents blockEvents) throws IOException {
        List<ImageFiles.Image> images = ImageFiles.list(directory);
        return images.isEmpty()
                ? new Namespace("hdfs", "supergroup", blockEvents)
                : ImageLoader.load(images.get(0).path(), blockEvents);
    }

    long newestTxid() {
        List<ImageFiles.Image> images = list();
        return images.isEmpty() ? 0 : images.get(0).lastTxid();
    }

    long oldestTxid() {
        List<ImageFiles.Image> images = list();
        return images.size() < RETAINED ? 0 : images.get(images.size() - 1).lastTxid();
    }

    private List<ImageFiles.Image> list() {
        try {
            return ImageFiles.list(directory);
        } catch (IOException e) {
            throw new IllegalStateException("the images cannot be listed", e);
        }
    }

    /** Writes the snapshot; what is loaded from it must have the digest of the state that it was taken from. */
    void writeAndCheck(NamespaceSnapshot snapshot, long digest) {
        try {
            Path image = ImageWriter.write(snapshot, directory);
            ImageFiles.purge(directory, RETAINED);
            long loaded = NamespaceDigest.of(ImageLoader.load(image, BlockEvents.NONE));
            InvariantViolation.check(
                    loaded == digest, "the image with txid " + snapshot.lastTxid() + " gives back another state");
            written++;
        } catch (IOException e) {
            throw new InvariantViolation("an image cannot be written or loaded", e);
        }
    }

    /** Removes the directory. */
    void close() {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the directory of the images cannot be removed", e);
        }
    }
}
