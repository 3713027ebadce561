package dev.cairnfs.namenode.image;

import dev.cairnfs.namenode.state.ImageSection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** One large buffer in front of the file, with the section's checksum and the file's digest on the way out. */
final class ImageOutput implements ImageSection.Output {
    private final FileChannel channel;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(ImageFormat.BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();
    private final MessageDigest digest = Digests.md5();
    private long flushedBytes;

    /** Where in the buffer the bytes begin that the checksum has not seen. */
    private int unsummed;

    ImageOutput(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** The place in the file behind what was put. */
    long positionBytes() {
        return flushedBytes + buffer.position();
    }

    void beginChecksum() {
        checksum.reset();
        unsummed = buffer.position();
    }

    /** Puts the checksum of everything since {@link #beginChecksum}. */
    void putChecksum() throws IOException {
        ByteBuffer target = room(Integer.BYTES);
        sum();
        target.putInt((int) checksum.getValue());
    }

    private void sum() {
        checksum.update(buffer.duplicate().flip().position(unsummed));
        unsummed = buffer.position();
    }

    void flush() throws IOException {
        sum();
        buffer.flip();
        digest.update(buffer.duplicate());
        flushedBytes += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        unsummed = 0;
    }

    /** Of everything that was flushed, in hexadecimal. */
    String md5() {
        return Digests.hex(digest);
    }
}
