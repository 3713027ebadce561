package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes one replica. Calls come one after another, from whatever thread; {@link #visible} may be asked by any.
 *
 * <p>With sync on close, dirty data is pushed to the disk every {@value #WRITEBACK_BYTES} bytes in the background, so
 * that the sync at the end has little left to wait for.
 */
public final class ReplicaWriter {
    private static final long WRITEBACK_BYTES = 8 << 20;

    private final ReplicaStore store;
    private final Volume volume;
    private final Block block;
    private final DataChecksum checksum;
    private final ReplicaFiles files;
    private final FileChannel data;
    private final FileChannel meta;
    private final Object writebackLock = new Object();

    // Under writebackLock.
    private Writeback writeback = Writeback.IDLE;

    private volatile Visible visible = new Visible(0, null);
    private volatile @Nullable IOException failure;
    private volatile boolean closed;
    private long length;
    private long dataPosition;
    private long metaPosition;
    private long writebackFrom;
    private long reserved;

    private enum Writeback {
        IDLE,
        QUEUED,
        RUNNING
    }

    /**
     * How much of a replica being written can be read.
     *
     * @param lastChecksum the checksum of a short last chunk, of which the meta file may have a later one already;
     *     otherwise null
     */
    record Visible(long length, @Nullable Integer lastChecksum) {}

    private ReplicaWriter(ReplicaStore store, Volume volume, Block block, DataChecksum checksum, ReplicaFiles files)
            throws IOException {
        this.store = store;
        this.volume = volume;
        this.block = block;
        this.checksum = checksum;
        this.files = files;
        this.data = create(files.data());
        try {
            this.meta = create(files.meta());
        } catch (IOException e) {
            data.close();
            throw e;
        }
        reserved = Math.max(0, block.numBytes());
        volume.reserve(reserved);
    }

    static ReplicaWriter open(ReplicaStore store, Volume volume, Block block, DataChecksum checksum, ReplicaFiles files)
            throws IOException {
        ReplicaWriter writer = new ReplicaWriter(store, volume, block, checksum, files);
        ByteBuffer header = ByteBuffer.allocate(MetaHeader.SIZE);
        MetaHeader.put(checksum, header);
        try {
            writer.meta.write(header.flip());
        } catch (IOException e) {
            writer.closeFiles();
            throw e;
        }
        writer.metaPosition = MetaHeader.SIZE;
        return writer;
    }

    private static FileChannel create(Path file) throws IOException {
        // A file that no replica in the table owns is left from a deletion that a crash cut short.
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** The block with the length that is written. */
    public Block block() {
        return new Block(block.blockId(), block.generationStamp(), length);
    }

    public DataChecksum checksum() {
        return checksum;
    }

    Visible visible() {
        return visible;
    }

    ReplicaFiles files() {
        return files;
    }

    Volume volume() {
        return volume;
    }

    /**
     * Writes a run of chunks. It may begin before the end of what is there, at the start of a chunk: after a flush a
     * writer sends a short last chunk again.
     *
     * @param offset where the run begins in the block
     * @param chunks the data; direct buffers are written without a copy
     * @param sums the checksums of exactly this data
     * @throws HdfsException when the run does not follow what is there; the replica is as before
     * @throws IOException when writing fails; the replica must not be written any more
     */
    public void write(long offset, ByteBuffer[] chunks, ByteBuffer[] sums) throws IOException {
        checkFailure();
        long dataLength = remaining(chunks);
        if (offset > length || offset % checksum.bytesPerChecksum() != 0) {
            throw new HdfsException(
                    ErrorCode.IO, block + ": data at " + offset + " does not follow the " + length + " bytes received");
        }
        if (remaining(sums) != checksum.checksumLength(dataLength)) {
            throw new HdfsException(ErrorCode.IO, block + ": checksums do not fit the data");
        }
        if (offset + dataLength <= length) {
            return;
        }
        long end = offset + dataLength;
        boolean hasShortChunk = end % checksum.bytesPerChecksum() != 0 && checksum.checksumSize() > 0;
        Integer lastSum = hasShortChunk ? lastInt(sums) : null;
        try {
            writeAll(offset, chunks, sums);
        } catch (IOException e) {
            throw failed(e);
        }
        releaseReserved(end - length);
        length = end;
        visible = new Visible(end, lastSum);
        startWriteback();
    }

    private void writeAll(long offset, ByteBuffer[] chunks, ByteBuffer[] sums) throws IOException {
        if (offset != dataPosition) {
            data.position(offset);
            dataPosition = offset;
        }
        dataPosition += gather(data, chunks);
        long metaOffset = MetaHeader.SIZE + offset / checksum.bytesPerChecksum() * checksum.checksumSize();
        if (metaOffset != metaPosition) {
            meta.position(metaOffset);
            metaPosition = metaOffset;
        }
        metaPosition += gather(meta, sums);
    }

    private static long gather(FileChannel file, ByteBuffer[] buffers) throws IOException {
        long written = 0;
        int first = 0;
        while (first < buffers.length) {
            written += file.write(buffers, first, buffers.length - first);
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
        return written;
    }

    /** Puts what is written on disk, the directory entry included (hsync). */
    public void sync() throws IOException {
        endWriteback();
        checkFailure();
        try {
            store.config().diskSync().sync(data);
            store.config().diskSync().sync(meta);
            store.config().diskSync().syncDirectory(Volume.parentOf(files.data()));
        } catch (IOException e) {
            throw store.volumeFault(volume, e);
        }
        checkFailure();
    }

    /**
     * Ends the replica: everything is written, synced when so configured or asked, moved to where finished replicas lie,
     * and announced.
     *
     * @param sync whether the writer asks for a sync itself
     * @return the finished block
     */
    public Block finish(boolean sync) throws IOException {
        endWriteback();
        checkFailure();
        boolean mustSync = sync || store.config().syncOnClose();
        if (mustSync) {
            try {
                store.config().diskSync().sync(data);
                store.config().diskSync().sync(meta);
            } catch (IOException e) {
                throw store.volumeFault(volume, e);
            }
        }
        checkFailure();
        closeFiles();
        return store.finishReplica(this, mustSync);
    }

    /** Ends the writing too early: a client's replica stays as it is, a copy is deleted. Does nothing after the end. */
    public void abandon() throws IOException {
        if (!closed) {
            closeFiles();
            store.abandonReplica(this);
        }
    }

    /** Stops the writer because its replica is being deleted or its volume has failed. */
    void stop(IOException reason) {
        failure = reason;
    }

    private void startWriteback() {
        if (!store.config().syncOnClose()
                || length - writebackFrom < WRITEBACK_BYTES
                || !turnWriteback(Writeback.IDLE, Writeback.QUEUED)) {
            return;
        }
        writebackFrom = length;
        if (!store.runWriteback(this::writeback)) {
            turnWriteback(Writeback.QUEUED, Writeback.IDLE);
        }
    }

    private boolean turnWriteback(Writeback from, Writeback to) {
        synchronized (writebackLock) {
            if (writeback != from) {
                return false;
            }
            writeback = to;
            writebackLock.notifyAll();
            return true;
        }
    }

    private void writeback() {
        if (!turnWriteback(Writeback.QUEUED, Writeback.RUNNING)) {
            return;
        }
        try {
            store.config().diskSync().sync(data);
        } catch (ClosedChannelException ended) {
            // The replica was abandoned meanwhile.
            return;
        } catch (IOException e) {
            stop(store.volumeFault(volume, e));
        } finally {
            turnWriteback(Writeback.RUNNING, Writeback.IDLE);
        }
    }

    /**
     * Calls off a write-back that waits, and waits for one that runs. The kernel reports a lost page to one sync only:
     * were that the write-back's, a sync beside it would pass before the failure is known.
     */
    private void endWriteback() throws InterruptedIOException {
        synchronized (writebackLock) {
            if (writeback == Writeback.QUEUED) {
                writeback = Writeback.IDLE;
            }
            while (writeback == Writeback.RUNNING) {
                try {
                    writebackLock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while " + block + " was being written back");
                }
            }
        }
    }

    private void closeFiles() throws IOException {
        closed = true;
        releaseReserved(reserved);
        try {
            data.close();
        } finally {
            meta.close();
        }
    }

    private void releaseReserved(long bytes) {
        long released = Math.min(reserved, bytes);
        reserved -= released;
        volume.reserve(-released);
    }

    private IOException failed(IOException cause) {
        IOException error = store.classify(volume, cause);
        failure = error;
        return error;
    }

    private void checkFailure() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new HdfsException(ErrorCode.IO, block + " cannot be written: " + cause.getMessage(), cause);
        }
    }

    private static long remaining(ByteBuffer[] buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** The last four bytes over all buffers, as a big-endian number. */
    private static int lastInt(ByteBuffer[] buffers) {
        int value = 0;
        int shift = 0;
        for (int i = buffers.length - 1; i >= 0 && shift < Integer.SIZE; i--) {
            ByteBuffer buffer = buffers[i];
            for (int at = buffer.limit() - 1; at >= buffer.position() && shift < Integer.SIZE; at--) {
                value |= (buffer.get(at) & 0xFF) << shift;
                shift += Byte.SIZE;
            }
        }
        return value;
    }
}
