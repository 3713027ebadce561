package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnInputStream;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a range of a file; of one that is being written, up to what was flushed. Blocks whose replica lies on this
 * DataNode come straight from its volumes, others, and what remains of a block whose local replica fails, come through the
 * client.
 */
final class OpenOperation {
    private static final Logger LOG = LoggerFactory.getLogger(OpenOperation.class);
    /** How much of a file is located at once: ten blocks of the default size. */
    private static final long LOCATE_BYTES = 10L * (128L << 20);

    private static final int REMOTE_BUFFER_BYTES = 128 << 10;

    private final CairnFileSystem fileSystem;
    private final LocalReplicas replicas;

    OpenOperation(CairnFileSystem fileSystem, LocalReplicas replicas) {
        this.fileSystem = fileSystem;
        this.replicas = replicas;
    }

    void handle(DataRequest request, HttpServletResponse response) throws IOException {
        CairnFileSystem files = fileSystem.as(request.user());
        long offset = request.number("offset", 0);
        long length = request.number("length", Long.MAX_VALUE);
        LocatedBlocks located = locateForReading(files, request.path(), offset, length);
        long fileLength = located.fileLength();
        if (offset > 0 && offset >= fileLength) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Offset=" + offset + " out of the range [0, " + fileLength + "); OPEN, path=" + request.path());
        }
        long end = length > fileLength - offset ? fileLength : offset + length;
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(end - offset);
        stream(files, request.path(), located, offset, end, response.getOutputStream());
    }

    private static LocatedBlocks locateForReading(CairnFileSystem files, String path, long offset, long length)
            throws IOException {
        try {
            return files.locateForReading(path, offset, Math.max(1, Math.min(length, LOCATE_BYTES)));
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND
                    && String.valueOf(e.getMessage()).startsWith("File does not exist")) {
                throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File " + path + " not found.", e);
            }
            throw e;
        }
    }

    private void stream(
            CairnFileSystem files, String path, LocatedBlocks first, long from, long end, ServletOutputStream out)
            throws IOException {
        LocatedBlocks located = first;
        long position = from;
        while (position < end) {
            LocatedBlock block = blockAt(located, position);
            if (block == null) {
                // Not longer than it was at the beginning: the answer's length is said already.
                block = openBlockAt(first, position);
            }
            if (block == null) {
                located = files.locate(path, position, Math.min(end - position, LOCATE_BYTES));
                block = blockAt(located, position);
            }
            if (block == null) {
                throw new HdfsException(ErrorCode.IO, "no block of " + path + " holds byte " + position);
            }
            long stop = Math.min(end, block.offset() + block.block().block().numBytes());
            position = copyLocal(block, position, stop, out);
            if (position < stop) {
                position = copyRemote(files, path, first, position, stop, out);
            }
        }
    }

    private static @Nullable LocatedBlock blockAt(LocatedBlocks located, long position) {
        for (LocatedBlock block : located.blocks()) {
            if (holds(block, position)) {
                return block;
            }
        }
        return null;
    }

    private static @Nullable LocatedBlock openBlockAt(LocatedBlocks located, long position) {
        LocatedBlock last = located.lastBlock();
        return last != null && !located.lastBlockComplete() && holds(last, position) ? last : null;
    }

    private static boolean holds(LocatedBlock block, long position) {
        return position >= block.offset()
                && position < block.offset() + block.block().block().numBytes();
    }

    /** Sends what the local replica gives; answers how far it came, which is not at all when there is none. */
    private long copyLocal(LocatedBlock block, long from, long to, ServletOutputStream out) throws IOException {
        if (!isHere(block)) {
            return from;
        }
        LocalReplicas.Range opened;
        try {
            opened = replicas.open(block.block(), from - block.offset(), to - from);
        } catch (IOException e) {
            // Most likely it was deleted or replaced after the NameNode had answered.
            LOG.info("no local replica of {}: {}", block.block(), e.toString());
            return from;
        }
        long position = from;
        try (opened) {
            ByteBuffer piece = nextVerified(opened);
            while (piece != null) {
                int count = piece.remaining();
                out.write(piece);
                position += count;
                piece = nextVerified(opened);
            }
        } catch (LocalReadException e) {
            LOG.warn("the local replica of {} cannot be read, another one is used", block.block(), e.getCause());
        }
        return position;
    }

    /** Tells a failure to read from a failure to send. */
    private static @Nullable ByteBuffer nextVerified(LocalReplicas.Range range) throws LocalReadException {
        try {
            return range.next();
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.CHECKSUM) {
                range.reportCorrupt();
            }
            throw new LocalReadException(e);
        } catch (IOException e) {
            throw new LocalReadException(e);
        }
    }

    private static final class LocalReadException extends IOException {
        private static final long serialVersionUID = 1L;

        LocalReadException(IOException cause) {
            super(cause);
        }
    }

    private boolean isHere(LocatedBlock block) {
        String own = replicas.datanodeUuid();
        for (BlockLocation location : block.locations()) {
            if (location.datanode().uuid().equals(own)) {
                return true;
            }
        }
        return false;
    }

    /** Not located anew: what one DataNode has shown of an open block counts, though it may not answer any more. */
    private static long copyRemote(
            CairnFileSystem files, String path, LocatedBlocks located, long from, long to, ServletOutputStream out)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(REMOTE_BUFFER_BYTES);
        long position = from;
        try (CairnInputStream in = files.open(path, located, from, to - from)) {
            int count = in.read(buffer);
            while (count >= 0) {
                position += count;
                out.write(buffer.array(), 0, count);
                buffer.clear();
                count = in.read(buffer);
            }
        }
        if (position < to) {
            throw new IOException(path + " ends at " + position + ", before " + to);
        }
        return position;
    }
}
