package dev.cairnfs.namenode.image;

import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Loads images. */
public final class ImageLoader {
    private static final int DIGEST_LINE_BYTES_MAX = 1024;

    private ImageLoader() {}

    /**
     * Loads an image, after checking lengths and all checksums.
     *
     * @throws ImageException when the image is damaged, of another version, or has no digest beside it
     * @throws IOException when it cannot be read
     */
    public static Namespace load(Path image, BlockEvents blockEvents) throws IOException {
        // Over the whole file, so beside the loading; it reads what the loader reads, from the page cache.
        CompletableFuture<String> md5 = CompletableFuture.supplyAsync(() -> {
            try {
                return Digests.md5Of(image);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Namespace namespace = loadSections(image, blockEvents);
        checkDigest(image, md5);
        return namespace;
    }

    /** Without a look at the digest. */
    static Namespace loadSections(Path image, BlockEvents blockEvents) throws IOException {
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
            ImageInput input = new ImageInput(image, channel);
            long txid = input.readHeader();
            Namespace namespace;
            try {
                namespace = Namespace.load(input, blockEvents);
            } catch (IllegalArgumentException
                    | IllegalStateException
                    | ArithmeticException
                    | IndexOutOfBoundsException e) {
                IOException corrupt = input.corrupt("the content contradicts itself: " + e.getMessage());
                corrupt.initCause(e);
                throw corrupt;
            }
            input.readTrailer();
            if (namespace.lastTxid() != txid) {
                throw input.corrupt("header and content name different txids");
            }
            return namespace;
        }
    }

    private static void checkDigest(Path image, CompletableFuture<String> md5) throws IOException {
        Path digest = ImageFiles.digestOf(image);
        String line;
        try {
            if (Files.size(digest) > DIGEST_LINE_BYTES_MAX) {
                throw new ImageException(image, "digest", 0, digest.getFileName() + " is no digest");
            }
            line = Files.readString(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            ImageException missing = new ImageException(image, "digest", 0, digest.getFileName() + " is missing");
            missing.initCause(e);
            throw missing;
        }
        try {
            if (!line.equals(md5.join() + " *" + image.getFileName() + "\n")) {
                throw new ImageException(image, "digest", 0, "the MD5 in " + digest.getFileName() + " is another one");
            }
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e;
        }
    }
}
