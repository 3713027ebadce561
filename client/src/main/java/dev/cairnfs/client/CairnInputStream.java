package dev.cairnfs.client;

import dev.cairnfs.client.read.FileReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/**
 * Reads a file; every byte is verified against its checksum. The stream's own position is for one thread at a time;
 * positional reads may run in any number of threads.
 */
public final class CairnInputStream extends InputStream implements ReadableByteChannel {
    private final FileReader reader;
    private volatile boolean open = true;

    CairnInputStream(FileReader reader) {
        this.reader = reader;
    }

    /** The file's length in bytes when it was opened or last refreshed. */
    public long length() {
        return reader.length();
    }

    /**
     * Looks how long the file is by now, which HDFS's client only does when it opens the file again: who follows a file
     * that is being written calls this at the end and reads on. Like reading, for one thread at a time.
     *
     * @return the new length in bytes, less than before only when the file was cut
     */
    public long refresh() throws IOException {
        checkOpen();
        return reader.refresh();
    }

    public long position() {
        return reader.position();
    }

    /** Moves to a place in the file. */
    public void seek(long position) throws IOException {
        checkOpen();
        if (position < 0 || position > reader.length()) {
            throw new EOFException("no place to seek to: " + position + " of " + reader.length());
        }
        reader.seek(position);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return read(ByteBuffer.wrap(target, offset, length));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        return reader.read(target);
    }

    /**
     * Reads at a place without moving the stream; fills the target unless the file ends first.
     *
     * @return the number of bytes, or -1 at the file's end
     */
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        checkOpen();
        return reader.readAt(position, ByteBuffer.wrap(target, offset, length));
    }

    /**
     * Reads at a place until the target is full.
     *
     * @throws EOFException when the file ends first
     */
    public void readFully(long position, byte[] target) throws IOException {
        int count = read(position, target, 0, target.length);
        if (count < target.length) {
            throw new EOFException("the file ends " + (target.length - Math.max(0, count)) + " bytes too early");
        }
    }

    @Override
    public long skip(long count) throws IOException {
        checkOpen();
        long moved = Math.max(0, Math.min(count, reader.length() - reader.position()));
        if (moved > 0) {
            reader.seek(reader.position() + moved);
        }
        return moved;
    }

    @Override
    public int available() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, reader.length() - reader.position()));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private void checkOpen() throws IOException {
        if (!open) {
            throw new IOException("the stream is closed");
        }
    }

    @Override
    public void close() {
        open = false;
        reader.close();
    }
}
