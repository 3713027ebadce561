package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a former writer has left is good. Only the last DataNode of a pipeline compares data with checksums as
 * they come, so what was not acknowledged may be corrupt elsewhere; it counts up to the first chunk that does not match.
 * It is not simply cut off at the acknowledged length, because a DataNode further down may have shown it to readers.
 */
final class ProvenTail {
    private static final int WINDOW_BYTES = 1 << 20;

    private final FileChannel data;
    private final FileChannel meta;
    private final DataChecksum checksum;
    private final ReplicaWriter.Written written;

    private ProvenTail(FileChannel data, FileChannel meta, DataChecksum checksum, ReplicaWriter.Written written) {
        this.data = data;
        this.meta = meta;
        this.checksum = checksum;
        this.written = written;
    }

    /**
     * Verifies everything from the chunk that holds the last acknowledged byte on.
     *
     * @param written what the former writer has left, or the whole of a finished replica
     * @return how much of it is good, with the checksum of a short last chunk
     * @throws HdfsException ({@link ErrorCode#CHECKSUM}) when it is less than was acknowledged
     */
    static ReplicaWriter.Written find(
            FileChannel data,
            FileChannel meta,
            DataChecksum checksum,
            Block block,
            ReplicaWriter.Written written,
            long acknowledgedBytes)
            throws IOException {
        ReplicaWriter.Written good =
                new ProvenTail(data, meta, checksum, written).find(Math.min(acknowledgedBytes, written.length()));
        if (good.length() < acknowledgedBytes) {
            throw new HdfsException(
                    ErrorCode.CHECKSUM,
                    "Checksum error: " + block + " at " + good.length() + ", of " + acknowledgedBytes
                            + " acknowledged bytes");
        }
        return good;
    }

    private ReplicaWriter.Written find(long acknowledged) throws IOException {
        int chunk = checksum.bytesPerChecksum();
        if (checksum.checksumSize() == 0) {
            return new ReplicaWriter.Written(Math.min(written.length(), data.size()), null);
        }
        int window = Math.max(chunk, WINDOW_BYTES - WINDOW_BYTES % chunk);
        for (long at = acknowledged - acknowledged % chunk; at < written.length(); at += window) {
            int wanted = (int) Math.min(window, written.length() - at);
            ByteBuffer bytes = ByteBuffer.allocate(wanted);
            ReplicaFiles.readFully(data, bytes, at);
            int bad = checksum.firstMismatch(bytes.flip(), sums(at, wanted));
            if (bad >= 0) {
                return new ReplicaWriter.Written(at + (long) bad * chunk, null);
            }
            if (bytes.limit() < wanted) {
                return new ReplicaWriter.Written(at + bytes.limit() - bytes.limit() % chunk, null);
            }
        }
        return new ReplicaWriter.Written(written.length(), lastChecksum());
    }

    /** The checksums of a window, as the former writer knew them; zero where the meta file has none. */
    private ByteBuffer sums(long at, int length) throws IOException {
        int size = checksum.checksumSize();
        ByteBuffer sums = ByteBuffer.allocate((int) checksum.checksumLength(length));
        ReplicaFiles.readFully(meta, sums, MetaHeader.SIZE + at / checksum.bytesPerChecksum() * size);
        Integer last = written.lastChecksum();
        if (last != null && at + length == written.length()) {
            // The meta file's may be of a later moment.
            sums.putInt(sums.capacity() - size, last);
        }
        return sums.clear();
    }

    private @Nullable Integer lastChecksum() throws IOException {
        int chunk = checksum.bytesPerChecksum();
        int rest = (int) (written.length() % chunk);
        if (rest == 0) {
            return null;
        }
        Integer known = written.lastChecksum();
        return known != null
                ? known
                : (Integer) sums(written.length() - rest, rest).getInt(0);
    }
}
