package dev.cairnfs.namenode.image;

import dev.cairnfs.namenode.state.ImageSection;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes images. Needs no other thread to stand still: a snapshot does not change. */
public final class ImageWriter {
    /** A digest's line is much shorter. */
    private static final int DIGEST_BYTES_MAX = 1000;

    private ImageWriter() {}

    /**
     * Writes the snapshot as {@code fsimage_TXID} with its MD5 beside it. Content, digest and name are on disk when this
     * returns; until then the image does not bear its name. An image of that txid which is there already and matches its
     * digest says the same and is left alone; a damaged one is replaced.
     *
     * @return the image
     */
    public static Path write(NamespaceSnapshot snapshot, Path directory) throws IOException {
        Path unfinished = directory.resolve(ImageFiles.checkpointName(snapshot.lastTxid()));
        Path image = directory.resolve(ImageFiles.name(snapshot.lastTxid()));
        Path unfinishedDigest = ImageFiles.digestOf(unfinished);
        if (isIntact(image)) {
            return image;
        }
        try {
            String md5 = writeFile(snapshot, unfinished);
            writeDigest(image, unfinishedDigest, md5);
            Files.move(unfinished, image, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            ImageFiles.syncDirectory(directory);
            return image;
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(unfinished);
                Files.deleteIfExists(unfinishedDigest);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** An image that is there but cannot be read counts as damaged. */
    private static boolean isIntact(Path image) {
        Path digest = ImageFiles.digestOf(image);
        try {
            return Files.isRegularFile(image)
                    && Files.isRegularFile(digest)
                    && Files.size(digest) <= DIGEST_BYTES_MAX
                    && Files.readString(digest, StandardCharsets.ISO_8859_1)
                            .equals(digestLine(image, Digests.md5Of(image)));
        } catch (IOException e) {
            return false;
        }
    }

    private static String writeFile(NamespaceSnapshot snapshot, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ImageOutput output = new ImageOutput(channel);
            writeHeader(output, snapshot);
            for (ImageSection section : snapshot.sections()) {
                writeSection(output, section);
            }
            writeTrailer(output);
            output.flush();
            channel.force(true);
            return output.md5();
        }
    }

    private static void writeHeader(ImageOutput output, NamespaceSnapshot snapshot) throws IOException {
        output.beginChecksum();
        ByteBuffer buffer = output.room(ImageFormat.HEADER_BYTES);
        buffer.put(ImageFormat.MAGIC).putInt(ImageFormat.LAYOUT_VERSION);
        buffer.putLong(snapshot.lastTxid()).putInt(snapshot.sections().size());
        output.putChecksum();
    }

    private static void writeSection(ImageOutput output, ImageSection section) throws IOException {
        byte[] name = section.name().getBytes(StandardCharsets.US_ASCII);
        if (name.length > ImageFormat.SECTION_NAME_BYTES_MAX) {
            throw new IllegalArgumentException("the section name " + section.name() + " is too long");
        }
        long length = section.content().lengthBytes();
        output.beginChecksum();
        ByteBuffer buffer = output.room(ImageFormat.SECTION_FRAME_BYTES + name.length);
        buffer.put((byte) name.length).put(name).putInt(section.version()).putLong(length);
        output.putChecksum();
        output.beginChecksum();
        long begin = output.positionBytes();
        section.content().write(output);
        if (output.positionBytes() - begin != length) {
            throw new IllegalStateException("section " + section.name() + " wrote " + (output.positionBytes() - begin)
                    + " bytes and had announced " + length);
        }
        output.putChecksum();
    }

    private static void writeTrailer(ImageOutput output) throws IOException {
        output.beginChecksum();
        ByteBuffer buffer = output.room(ImageFormat.TRAILER_BYTES);
        buffer.put(ImageFormat.END_MAGIC);
        buffer.putLong(output.positionBytes() + Long.BYTES + Integer.BYTES);
        output.putChecksum();
    }

    /** On disk before the image gets the name that it speaks of. */
    private static void writeDigest(Path image, Path unfinished, String md5) throws IOException {
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer line = StandardCharsets.US_ASCII.encode(digestLine(image, md5));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
        Files.move(
                unfinished,
                ImageFiles.digestOf(image),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** In the form of {@code md5sum}, as HDFS does. */
    private static String digestLine(Path image, String md5) {
        return md5 + " *" + image.getFileName() + "\n";
    }
}
