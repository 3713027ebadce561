package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes one replica. Calls come one after another, from whatever thread; {@link #written} may be asked by any.
 *
 * <p>With sync on close, dirty data is pushed to the disk every {@value Writeback#BYTES} bytes in the background, so
 * that the sync at the end has little left to wait for.
 */
public final class ReplicaWriter {
    private final ReplicaStore store;
    private final Volume volume;
    private final Block block;
    private final DataChecksum checksum;
    private final ReplicaFiles files;
    private final FileChannel data;
    private final FileChannel meta;
    private final Writeback writeback;

    private volatile Written written = new Written(0, null);
    private volatile long acknowledgedBytes;
    private volatile @Nullable IOException failure;
    private volatile boolean closed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Runnable retirement;
    private volatile boolean retired;
    private long length;
    private long dataPosition;
    private long metaPosition;
    private long reserved;
    /** Data and checksums up to here are on disk; a chunk of which this is the end must stay so. */
    private long syncedLength;

    /**
     * How much of a replica being written is there.
     *
     * @param lastChecksum the checksum of a short last chunk, of which the meta file may have a later one already;
     *     otherwise null
     */
    record Written(long length, @Nullable Integer lastChecksum) {}

    private ReplicaWriter(
            ReplicaStore store,
            Volume volume,
            Block block,
            DataChecksum checksum,
            ReplicaFiles files,
            OpenFiles open,
            Written there) {
        this.store = store;
        this.volume = volume;
        this.block = block;
        this.checksum = checksum;
        this.files = files;
        this.data = open.data();
        this.meta = open.meta();
        this.written = there;
        this.length = there.length();
        this.writeback = new Writeback(store, volume, data, there.length(), this::stop);
        this.reserved = Math.max(0, block.numBytes() - there.length());
        volume.reserve(reserved);
    }

    static ReplicaWriter open(ReplicaStore store, Volume volume, Block block, DataChecksum checksum, ReplicaFiles files)
            throws IOException {
        OpenFiles open = OpenFiles.create(files);
        ReplicaWriter writer = new ReplicaWriter(store, volume, block, checksum, files, open, new Written(0, null));
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

    /**
     * Goes on with a replica.
     *
     * @param block with the room that is asked for
     * @param files where they will lie when this writer begins
     * @param open the same two files
     * @param there how much is in them that counts
     * @param acknowledgedBytes how much of it is acknowledged
     */
    static ReplicaWriter reopen(
            ReplicaStore store,
            Volume volume,
            Block block,
            DataChecksum checksum,
            ReplicaFiles files,
            OpenFiles open,
            Written there,
            long acknowledgedBytes) {
        ReplicaWriter writer = new ReplicaWriter(store, volume, block, checksum, files, open, there);
        writer.acknowledgedBytes = acknowledgedBytes;
        // A former writer may have synced it.
        writer.syncedLength = there.length();
        // Unknown, so that the first write sets them.
        writer.dataPosition = -1;
        writer.metaPosition = -1;
        return writer;
    }

    /** Cuts off what a former writer has left and does not count. The short last chunk's checksum has to fit already. */
    void cutTail() throws IOException {
        long metaLength = MetaHeader.SIZE + checksum.checksumLength(length);
        try {
            if (data.size() > length) {
                data.truncate(length);
            }
            if (meta.size() > metaLength) {
                meta.truncate(metaLength);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The block with the length that is written. */
    public Block block() {
        return new Block(block.blockId(), block.generationStamp(), length);
    }

    public DataChecksum checksum() {
        return checksum;
    }

    Written written() {
        return written;
    }

    /**
     * Bytes up to here are on every DataNode that comes after this one in the pipeline, and so readers may see them:
     * whatever happens to one of the DataNodes, they will not disappear.
     */
    public void acknowledged(long bytes) {
        if (bytes > acknowledgedBytes) {
            acknowledgedBytes = bytes;
        }
        if (closed && isAcknowledged()) {
            store.acknowledged(this);
        }
    }

    long acknowledgedBytes() {
        return Math.min(acknowledgedBytes, written.length());
    }

    boolean isAcknowledged() {
        return acknowledgedBytes >= written.length();
    }

    ReplicaFiles files() {
        return files;
    }

    Volume volume() {
        return volume;
    }

    /**
     * Writes a run of chunks. It may begin before the end of what is there: after a flush a writer sends a short last
     * chunk again. One that begins inside a chunk must end in it; who appends to a short last chunk begins so.
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
        if (offset > length) {
            throw new HdfsException(
                    ErrorCode.IO, block + ": data at " + offset + " does not follow the " + length + " bytes received");
        }
        if (remaining(sums) != checksum.checksumLength(dataLength)) {
            throw new HdfsException(ErrorCode.IO, block + ": checksums do not fit the data");
        }
        if (offset + dataLength <= length) {
            return;
        }
        if (offset % checksum.bytesPerChecksum() == 0) {
            writeRun(offset, dataLength, chunks, sums);
        } else {
            ByteBuffer sum = sumOfWholeChunk(offset, dataLength, chunks, sums);
            writeRun(offset, dataLength, chunks, new ByteBuffer[] {sum});
        }
    }

    /** The checksum of a chunk of which a part is there and the next one comes with a checksum of its own. */
    private ByteBuffer sumOfWholeChunk(long offset, long dataLength, ByteBuffer[] part, ByteBuffer[] sums)
            throws IOException {
        int before = (int) (offset % checksum.bytesPerChecksum());
        if (dataLength > checksum.bytesPerChecksum() - before) {
            throw new HdfsException(
                    ErrorCode.IO, block + ": A packet can have only one partial chunk. len = " + dataLength);
        }
        ByteBuffer chunk = ByteBuffer.allocate(before + (int) dataLength);
        ReplicaFiles.readFully(data, chunk.limit(before), offset - before);
        if (chunk.position() < before) {
            throw failed(new IOException(files.data() + " is shorter than what was written"));
        }
        chunk.limit(chunk.capacity());
        for (ByteBuffer buffer : part) {
            chunk.put(buffer.duplicate());
        }
        ByteBuffer whole = ByteBuffer.allocate(checksum.checksumSize());
        if (checksum.checksumSize() > 0) {
            // From now on the checksum is ours: it must not make something good that was not.
            whole.putInt(0, lastInt(sums));
            checksum.verify(chunk.flip().position(before), whole, block.toString(), offset);
        }
        checksum.compute(chunk.position(0), whole);
        return whole.flip();
    }

    private void writeRun(long offset, long dataLength, ByteBuffer[] chunks, ByteBuffer[] sums) throws IOException {
        long end = offset + dataLength;
        boolean hasShortChunk = end % checksum.bytesPerChecksum() != 0 && checksum.checksumSize() > 0;
        Integer lastSum = hasShortChunk ? lastInt(sums) : null;
        try {
            writeData(offset, chunks);
        } catch (IOException e) {
            throw failed(e);
        }
        if (replacesSyncedChecksum(offset, end)) {
            syncBeforeChecksum();
        }
        try {
            writeChecksums(offset, sums);
        } catch (IOException e) {
            throw failed(e);
        }
        releaseReserved(end - length);
        length = end;
        written = new Written(end, lastSum);
        writeback.grown(end);
    }

    /**
     * A chunk has one checksum on disk. Were a power cut to leave that of a longer chunk without the bytes that it covers,
     * nothing would prove those that were synced.
     */
    private boolean replacesSyncedChecksum(long offset, long end) {
        int chunk = checksum.bytesPerChecksum();
        long lastSynced = syncedLength - syncedLength % chunk;
        return checksum.checksumSize() > 0
                && lastSynced < syncedLength
                && offset < lastSynced + chunk
                && end > lastSynced;
    }

    private void syncBeforeChecksum() throws IOException {
        writeback.end();
        checkFailure();
        try {
            store.sync().file(volume, data);
        } catch (IOException e) {
            stop(e);
            throw e;
        }
    }

    private void writeData(long offset, ByteBuffer[] chunks) throws IOException {
        if (offset != dataPosition) {
            data.position(offset);
            dataPosition = offset;
        }
        dataPosition += gather(data, chunks);
    }

    private void writeChecksums(long offset, ByteBuffer[] sums) throws IOException {
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
        writeback.end();
        checkFailure();
        syncFiles();
        store.sync().directory(volume, Volume.parentOf(files.data()));
        checkFailure();
        syncedLength = length;
    }

    private void syncFiles() throws IOException {
        store.sync().file(volume, data);
        store.sync().file(volume, meta);
    }

    /**
     * Ends the replica: everything is written, synced when so configured or asked, moved to where finished replicas lie,
     * and announced.
     *
     * @param sync whether the writer asks for a sync itself
     * @return the finished block
     */
    public Block finish(boolean sync) throws IOException {
        writeback.end();
        checkFailure();
        boolean mustSync = sync || store.config().syncOnClose();
        if (mustSync) {
            syncFiles();
        }
        checkFailure();
        try {
            closeFiles();
            return store.finishReplica(this, mustSync);
        } finally {
            ended.complete(null);
        }
    }

    /**
     * Ends a copy of a replica that is being written: it is one of them from now on, and waits for its writer. It takes the
     * place of one of which the writer may have been told that so much is on disk: then that must be true of this one.
     */
    public void convertToRbw() throws IOException {
        writeback.end();
        checkFailure();
        syncFiles();
        checkFailure();
        try {
            closeFiles();
            store.convertReplica(this);
        } finally {
            ended.complete(null);
        }
    }

    /** Ends the writing too early: a client's replica stays as it is, a copy is deleted. Does nothing after the end. */
    public void abandon() throws IOException {
        if (closed) {
            return;
        }
        try {
            closeFiles();
            store.abandonReplica(this);
        } finally {
            ended.complete(null);
        }
    }

    /**
     * Names what makes the feeder of this writer end it, when somebody else is to go on with the replica: soon, but in
     * order, with what was received written. Any thread may run it, perhaps twice, and at once when that was asked before.
     */
    public void onRetire(Runnable action) {
        retirement = action;
        if (retired) {
            action.run();
        }
    }

    /**
     * Asks the feeder to end.
     *
     * @return done once nothing of this writer touches the replica any more, however it ended; completed by the thread
     *     that ended it
     */
    CompletableFuture<Void> retire() {
        retired = true;
        Runnable action = retirement;
        if (action != null) {
            action.run();
        }
        return ended;
    }

    /** Stops the writer because its replica is being deleted or its volume has failed. */
    void stop(IOException reason) {
        failure = reason;
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

    /** Whether something that was to be written was not. */
    boolean hasFailed() {
        return failure != null;
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
