package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a replica in windows of up to {@value #WINDOW_BYTES} bytes, each verified against its checksums before
 * it is handed out: what it returns may be served, and used as the source of a copy. One thread at a time.
 */
public final class VerifiedReplicaReader implements Closeable {
    /** The size of a window in bytes. */
    public static final int WINDOW_BYTES = 1 << 20;

    private static final int POOLED_WINDOWS = 16;
    private static final ArrayBlockingQueue<ByteBuffer> POOL = new ArrayBlockingQueue<>(POOLED_WINDOWS);

    private final ReplicaReader replica;
    private final DataChecksum checksum;
    private final long end;
    private final ByteBuffer window;
    private final ByteBuffer sums;
    private long position;
    private boolean closed;

    /**
     * @param replica closed together with this reader
     * @param offset first byte wanted
     * @param length bytes wanted
     * @throws HdfsException ({@link ErrorCode#ILLEGAL_ARGUMENT}) when the range does not lie inside the replica
     */
    public VerifiedReplicaReader(ReplicaReader replica, long offset, long length) throws HdfsException {
        long available = replica.readableBytes();
        if (offset < 0 || length < 0 || offset > available || length > available - offset) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "range " + offset + "+" + length + " is not inside the " + available + " readable bytes of "
                            + replica.block());
        }
        this.replica = replica;
        this.checksum = replica.checksum();
        this.position = offset;
        this.end = offset + length;
        if (checksum.bytesPerChecksum() > WINDOW_BYTES) {
            throw new HdfsException(ErrorCode.UNSUPPORTED_OPERATION, "chunks of more than " + WINDOW_BYTES + " bytes");
        }
        ByteBuffer pooled = POOL.poll();
        this.window = pooled != null ? pooled : ByteBuffer.allocateDirect(WINDOW_BYTES);
        this.sums = ByteBuffer.allocate((int) checksum.checksumLength(WINDOW_BYTES));
    }

    public ReplicaReader replica() {
        return replica;
    }

    /**
     * The next bytes of the range.
     *
     * @return a direct buffer that belongs to this reader and is valid until the next call; null at the end of the range
     * @throws HdfsException ({@link ErrorCode#CHECKSUM}) when the replica is corrupt there
     */
    public @Nullable ByteBuffer next() throws IOException {
        if (position >= end) {
            return null;
        }
        int chunk = checksum.bytesPerChecksum();
        long start = position - position % chunk;
        int room = WINDOW_BYTES - WINDOW_BYTES % chunk;
        // To the end of the chunk that holds the last byte, because only whole chunks can be verified.
        long chunkEnd = Math.min(replica.block().numBytes(), checksum.chunks(end) * chunk);
        int length = (int) Math.min(room, chunkEnd - start);
        window.clear().limit(length);
        replica.readData(window, start);
        window.flip();
        sums.clear().limit((int) checksum.checksumLength(length));
        replica.readChecksums(sums, start / chunk);
        sums.flip();
        checksum.verify(window, sums, replica.block().toString(), start);
        window.position((int) (position - start));
        window.limit((int) Math.min(length, end - start));
        position = start + window.limit();
        return window;
    }

    /** The checksums of the window that {@link #next} returned, from the chunk that holds its first byte on. */
    public ByteBuffer checksums() {
        return sums.duplicate();
    }

    private static void recycle(ByteBuffer window) {
        if (POOL.remainingCapacity() > 0) {
            POOL.offer(window);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            recycle(window);
            replica.close();
        }
    }
}
