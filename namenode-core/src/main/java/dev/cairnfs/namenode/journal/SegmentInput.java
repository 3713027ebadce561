package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A window over a file for reading it forward: bounded memory, whatever the file's size. */
final class SegmentInput implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;
    /** What a disk cannot read, it cannot read by the sector. */
    private static final int SECTOR_BYTES = 4096;
    /** A disk that is dead altogether takes seconds for each try. */
    private static final int UNREADABLE_SECTORS_MAX = 16;

    private final JournalFile file;
    private final long size;
    private byte[] window = new byte[0];
    private long start;
    private int filled;
    private long unreadableOffset = -1;
    private int unreadableSectors;
    private @Nullable IOException unreadable;

    SegmentInput(JournalFile file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    long size() {
        return size;
    }

    /** Makes the bytes from the offset on available: true when there are as many. */
    boolean has(long offset, int length) throws IOException {
        if (offset + length > size) {
            return false;
        }
        if (offset < start || offset + length > start + filled) {
            load(offset, length);
        }
        return true;
    }

    private void load(long offset, int length) throws IOException {
        int wanted = (int) Math.min(Math.max(length, READ_BYTES), size - offset);
        if (window.length < wanted) {
            window = new byte[Math.max(wanted, (int) Math.min(size, READ_BYTES))];
        }
        try {
            read(offset, 0, wanted);
        } catch (IOException e) {
            readBySectors(offset, wanted);
        }
        start = offset;
        filled = wanted;
    }

    private void read(long offset, int at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(window, at, length);
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position() - at) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    /** Zeros stand for what cannot be read: what lies behind may still tell how far the segment went. */
    private void readBySectors(long offset, int wanted) throws IOException {
        int at = 0;
        while (at < wanted) {
            int length = (int) Math.min(wanted - at, SECTOR_BYTES - (offset + at) % SECTOR_BYTES);
            try {
                read(offset + at, at, length);
            } catch (IOException e) {
                if (unreadable == null) {
                    unreadable = e;
                    unreadableOffset = offset + at;
                }
                if (++unreadableSectors > UNREADABLE_SECTORS_MAX) {
                    throw e;
                }
                Arrays.fill(window, at, at + length, (byte) 0);
            }
            at += length;
        }
    }

    /** Why a part of the file could not be read, or null. */
    @Nullable
    IOException unreadable() {
        return unreadable;
    }

    long unreadableOffset() {
        return unreadableOffset;
    }

    /** The window; index it with {@link #index}. */
    byte[] bytes() {
        return window;
    }

    /** Where an offset, made available by {@link #has}, lies in the window. */
    int index(long offset) {
        return (int) (offset - start);
    }

    int intAt(long offset) {
        int at = index(offset);
        return window[at] << 24
                | (window[at + 1] & 0xff) << 16
                | (window[at + 2] & 0xff) << 8
                | (window[at + 3] & 0xff);
    }

    long longAt(long offset) {
        return (long) intAt(offset) << 32 | (intAt(offset + 4) & 0xffff_ffffL);
    }

    /** The first offset from the given one on whose byte is not zero, or the file's size. */
    long skipZeros(long from) throws IOException {
        long at = from;
        while (at < size) {
            has(at, 1);
            int end = filled;
            int index = index(at);
            while (index < end && window[index] == 0) {
                index++;
            }
            at = start + index;
            if (index < end) {
                return at;
            }
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
