package dev.cairnfs.namenode.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images in a directory, under HDFS's names: {@code fsimage_TXID}, {@code fsimage_TXID.md5}, {@code fsimage.ckpt_TXID}. */
public final class ImageFiles {
    private static final Pattern IMAGE = Pattern.compile("fsimage_(\\d{19})");
    private static final String CHECKPOINT_PREFIX = "fsimage.ckpt_";

    private ImageFiles() {}

    /** An image that is complete. */
    public record Image(Path path, long lastTxid) {}

    static String name(long txid) {
        return String.format("fsimage_%019d", txid);
    }

    static String checkpointName(long txid) {
        return String.format(CHECKPOINT_PREFIX + "%019d", txid);
    }

    static Path digestOf(Path image) {
        return image.resolveSibling(image.getFileName() + ".md5");
    }

    /** The directory's images, the newest first. */
    public static List<Image> list(Path directory) throws IOException {
        List<Image> images = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "fsimage_*")) {
            for (Path file : files) {
                Matcher name = IMAGE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    images.add(new Image(file, Long.parseLong(name.group(1))));
                }
            }
        }
        images.sort(Comparator.comparingLong(Image::lastTxid).reversed());
        return images;
    }

    /** Removes all but the newest images, and what interrupted checkpoints have left. */
    public static void purge(Path directory, int keep) throws IOException {
        List<Image> images = list(directory);
        for (Image image : images.subList(Math.min(keep, images.size()), images.size())) {
            // The image first: without its digest it would look damaged.
            Files.deleteIfExists(image.path());
            Files.deleteIfExists(digestOf(image.path()));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, CHECKPOINT_PREFIX + "*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Makes names and removals in the directory survive a power cut. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
