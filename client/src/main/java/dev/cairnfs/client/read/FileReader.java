package dev.cairnfs.client.read;

import dev.cairnfs.shared.model.LocatedBlock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one open file. The sequential part ({@link #read}, {@link #seek}) is for one thread at a time; positional reads
 * have connections of their own and may run in any number of threads.
 */
public final class FileReader implements Closeable {
    private final ReadContext context;
    private final BlockLocator locator;
    private final long wantedEnd;
    private long limit;
    private long position;
    private @Nullable FailoverReader current;

    /**
     * Opens a file.
     *
     * @param from where the sequential part begins
     * @param limit where it ends at the latest: no more than this is asked for, so that a range costs no surplus
     */
    public FileReader(ReadContext context, BlockLocator locator, long from, long limit) {
        this.context = context;
        this.locator = locator;
        this.position = from;
        this.wantedEnd = limit;
        this.limit = Math.min(limit, locator.length());
    }

    /**
     * Looks how long the file is by now; reading goes on up to there.
     *
     * @return the length in bytes
     */
    public long refresh() throws IOException {
        long length = locator.refresh();
        long before = limit;
        limit = Math.min(wantedEnd, length);
        if (limit < before) {
            // It would go on to the former end.
            close();
        }
        return length;
    }

    /** The file's length in bytes when it was opened or last refreshed. */
    public long length() {
        return locator.length();
    }

    public long position() {
        return position;
    }

    /** Moves to another place, up to the end; the next read goes on there. */
    public void seek(long newPosition) {
        if (newPosition < 0 || newPosition > limit) {
            throw new IllegalArgumentException("no place to seek to: " + newPosition + " of " + limit);
        }
        FailoverReader open = current;
        if (open != null && !open.skipTo(newPosition)) {
            open.close();
            current = null;
        }
        position = newPosition;
    }

    /**
     * Reads on, at least one byte.
     *
     * @return the number of bytes, or -1 at the end
     */
    public int read(ByteBuffer target) throws IOException {
        if (position >= limit) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        FailoverReader open = current;
        if (open == null || open.isAtEnd()) {
            open = range(position, limit);
            current = open;
        }
        int count = open.read(target);
        position += count;
        return count;
    }

    /**
     * Reads at a place without moving the sequential part; fills the target unless the file ends first.
     *
     * @return the number of bytes, or -1 when the place is at the end or behind it
     */
    public int readAt(long place, ByteBuffer target) throws IOException {
        if (place < 0) {
            throw new IllegalArgumentException("negative position " + place);
        }
        if (place >= locator.length()) {
            return -1;
        }
        int total = 0;
        long end = Math.min(locator.length(), place + target.remaining());
        long at = place;
        while (at < end) {
            try (FailoverReader reader = range(at, end)) {
                while (!reader.isAtEnd()) {
                    int count = reader.read(target);
                    total += count;
                    at += count;
                }
            }
        }
        return total;
    }

    /** A reader from one place up to another or to the end of the block, whichever comes first. */
    private FailoverReader range(long from, long to) throws IOException {
        LocatedBlock block = locator.blockAt(from);
        long blockEnd = block.offset() + block.block().block().numBytes();
        return new FailoverReader(context, locator, block, from, Math.min(to, blockEnd));
    }

    @Override
    public void close() {
        FailoverReader open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }
}
