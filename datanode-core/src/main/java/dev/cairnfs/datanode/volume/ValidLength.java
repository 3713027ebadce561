package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes from the beginning of an unfinished replica agree with their checksums.
 *
 * <p>A writer that was killed has written data for which the checksums are missing, or whose last chunk was longer than
 * its checksum says: data go first. What the checksum of that chunk covers was perhaps acknowledged and shown to readers,
 * and counts.
 */
final class ValidLength {
    private static final Logger log = LoggerFactory.getLogger(ValidLength.class);
    private static final int WINDOW_BYTES = 1 << 20;

    private final FileChannel data;
    private final FileChannel meta;
    private final DataChecksum checksum;

    private ValidLength(FileChannel data, FileChannel meta, DataChecksum checksum) {
        this.data = data;
        this.meta = meta;
        this.checksum = checksum;
    }

    /** The length in bytes; 0 when the meta file has no header that can be understood. */
    static long of(ReplicaFiles files) throws IOException {
        try (FileChannel data = FileChannel.open(files.data(), StandardOpenOption.READ);
                FileChannel meta = FileChannel.open(files.meta(), StandardOpenOption.READ)) {
            DataChecksum checksum;
            try {
                checksum = ReplicaFiles.readHeader(meta);
            } catch (HdfsException unreadableHeader) {
                log.warn("{}: {}; none of its data counts", files.meta(), unreadableHeader.getMessage());
                return 0;
            }
            long size = data.size();
            long valid = new ValidLength(data, meta, checksum).find(size);
            if (valid < size) {
                log.info("{}: {} of {} bytes agree with their checksums", files.data(), valid, size);
            }
            return valid;
        } catch (NoSuchFileException e) {
            // It was there when the directory was listed: nobody else may touch a volume that is locked.
            throw new IOException(e.getFile() + " has disappeared", e);
        }
    }

    private long find(long size) throws IOException {
        int chunk = checksum.bytesPerChecksum();
        int window = Math.max(chunk, WINDOW_BYTES - WINDOW_BYTES % chunk);
        ByteBuffer bytes = ByteBuffer.allocate(window);
        ByteBuffer sums = ByteBuffer.allocate((int) checksum.checksumLength(window));
        for (long at = 0; at < size; at += window) {
            ReplicaFiles.readFully(data, bytes.clear(), at);
            bytes.flip();
            ReplicaFiles.readFully(meta, sums.clear(), MetaHeader.SIZE + at / chunk * checksum.checksumSize());
            sums.flip();
            int valid = validIn(bytes, sums);
            if (valid < Math.min(window, size - at)) {
                return at + valid;
            }
        }
        return size;
    }

    /** How many bytes of a window count. */
    private int validIn(ByteBuffer bytes, ByteBuffer sums) {
        int chunk = checksum.bytesPerChecksum();
        if (checksum.checksumSize() > 0) {
            // Data without checksums does not count, nor does data with a part of one.
            long covered = (long) (sums.remaining() / checksum.checksumSize()) * chunk;
            bytes.limit((int) Math.min(bytes.limit(), covered));
        }
        int bad = checksum.firstMismatch(bytes, sums);
        if (bad < 0) {
            return bytes.limit();
        }
        ByteBuffer mismatched = bytes.slice(bad * chunk, Math.min(chunk, bytes.limit() - bad * chunk));
        return bad * chunk + checksum.matchingPrefix(mismatched, sums.getInt(bad * checksum.checksumSize()));
    }
}
