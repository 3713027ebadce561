package dev.cairnfs.client.write;

import dev.cairnfs.client.lease.LeaseHolder;
import dev.cairnfs.client.pipeline.PipelineException;
import dev.cairnfs.client.pipeline.PipelineException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one file, from its beginning or on from its end: cuts the bytes into packets and blocks and hands them to the driver.
 *
 * <p>The first failure ends the write for good: the file is not closed, every later call fails with the same reason.
 * Thread-safe; the work is done in the caller's thread.
 */
public final class FileWriter implements LeaseHolder {
    private final ReentrantLock lock = new ReentrantLock();
    private final PipelineDriver driver;
    private final WriteTarget target;
    private final WriteSettings settings;
    private final WriteContext context;
    private final int packetCapacity;

    private @Nullable PacketBuffer packet;
    private long nextSeqno;
    /** Bytes of the block that were handed to the driver. */
    private long sealedInBlock;
    /** Bytes at the beginning of the packet under construction that were sent before, as a part of a chunk. */
    private int repeated;

    private long written;
    private boolean closed;
    /** A transfer fills the current packet just now, without the lock. */
    private boolean reserved;

    private @Nullable IOException failure;
    private volatile State state = State.OPEN;
    private volatile @Nullable PipelineException abortRequest;

    /** Begins to write a file that is open for it; {@code onAcknowledged} hears of bytes that all DataNodes have. */
    public FileWriter(WriteContext context, WriteTarget target, WriteSettings settings, LongConsumer onAcknowledged) {
        this.driver = new PipelineDriver(context, target, settings.policy(), onAcknowledged);
        this.target = target;
        this.settings = settings;
        this.context = context;
        this.packetCapacity = PacketBuffer.dataCapacity(settings.packetSize(), settings.checksum());
        this.sealedInBlock = target.start().appendedBytes();
        this.written = target.lengthBytes();
    }

    /** Appends bytes; returns when they are buffered or sent, not when they are stored. */
    public void write(byte[] source, int offset, int length) throws IOException {
        guarded(() -> {
            int done = 0;
            while (done < length) {
                PacketBuffer current = currentPacket();
                int room = (int) Math.min(roomInBlock(current), length - done);
                int count = current.put(source, offset + done, room);
                done += count;
                written += count;
                sendIfFull(current);
            }
        });
    }

    /**
     * Appends everything that a source has, without a copy in between where the source is a channel.
     *
     * @return the number of bytes
     * @throws IOException of the source as it is, and then the file may be aborted; or of the write
     */
    public long transferFrom(ReadableByteChannel source) throws IOException {
        long total = 0;
        while (true) {
            ByteBuffer room = reserveRoom();
            int count;
            try {
                // Without the lock: a slow source must not keep the pipeline's heartbeats from going out.
                count = source.read(room);
            } catch (IOException | RuntimeException e) {
                throw sourceFailed(e);
            }
            fillReserved(Math.max(0, count));
            if (count < 0) {
                return total;
            }
            total += count;
        }
    }

    private ByteBuffer reserveRoom() throws IOException {
        lock.lock();
        try {
            checkOpen();
            reserved = true;
            PacketBuffer current = currentPacket();
            return current.roomView((int) Math.min(Integer.MAX_VALUE, roomInBlock(current)));
        } finally {
            lock.unlock();
        }
    }

    private void fillReserved(int count) throws IOException {
        lock.lock();
        try {
            reserved = false;
            guarded(() -> {
                PacketBuffer current = currentPacket();
                current.filledDirectly(count);
                written += count;
                sendIfFull(current);
            });
        } finally {
            lock.unlock();
        }
    }

    private IOException sourceFailed(Exception e) {
        lock.lock();
        try {
            reserved = false;
            return failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes written so far. */
    public long position() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when every DataNode of the pipeline has all bytes written so far, and new readers see them (hflush). */
    public void flush() throws IOException {
        guarded(() -> flush(false, Set.of()));
    }

    /** As {@link #flush}, with all bytes on disk (hsync). */
    public void sync(Set<SyncFlag> flags) throws IOException {
        guarded(() -> flush(true, flags));
    }

    private void flush(boolean sync, Set<SyncFlag> flags) throws IOException {
        PacketBuffer current = packet;
        boolean endsBlock = flags.contains(SyncFlag.END_BLOCK) && blockBytes() > 0;
        if (current != null && current.filled() > repeated) {
            flushPacket(current, sync);
        } else if (sync && sealedInBlock > 0 && !endsBlock) {
            send(newPacket(sealedInBlock), true);
        }
        if (endsBlock) {
            packet = null;
            endBlock(sync);
        }
        driver.awaitAcks();
        driver.flushed(flags.contains(SyncFlag.UPDATE_LENGTH));
    }

    private long blockBytes() {
        PacketBuffer current = packet;
        return current == null ? sealedInBlock : current.offsetInBlock() + current.filled();
    }

    /** A chunk that is not full yet is sent now and again with the next packet, because its checksum covers all of it. */
    private void flushPacket(PacketBuffer current, boolean sync) {
        long end = current.offsetInBlock() + current.filled();
        // An append begins in mid-chunk: what was there before is the DataNodes' business.
        int partial = (int) Math.min(current.filled(), end % settings.checksum().bytesPerChecksum());
        PacketBuffer next = null;
        current.seal(sync);
        if (partial > 0) {
            next = newPacket(end - partial);
            next.startWithTailOf(current, partial);
        }
        sealedInBlock = end;
        driver.enqueue(current);
        packet = next;
        repeated = partial;
    }

    /** Ends the file and returns when it is stored: synced and known to the NameNode. */
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            guarded(this::finish);
        } finally {
            lock.unlock();
        }
    }

    private void finish() throws IOException {
        closed = true;
        PacketBuffer current = packet;
        packet = null;
        if (current != null && current.filled() > repeated) {
            sealedInBlock = current.offsetInBlock() + current.filled();
            current.seal(false);
            driver.enqueue(current);
        }
        if (sealedInBlock > 0) {
            endBlock(false);
        }
        driver.closeFile();
        state = State.COMPLETE;
    }

    /** Ends the write without closing the file, which nobody will take for complete. */
    @Override
    public void abort(String reason) {
        abort(new PipelineException(Reason.ABORTED, 0, reason, null));
    }

    private void abort(PipelineException why) {
        abortRequest = why;
        // The owner may be blocked in a send; the lock comes free when its socket is closed.
        driver.interruptIo();
        lock.lock();
        try {
            if (!closed || failure != null) {
                closed = true;
                if (failure == null) {
                    giveUp(why, why);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String user() {
        return target.user();
    }

    @Override
    public String clientName() {
        return target.clientName();
    }

    @Override
    public long fileId() {
        return target.fileId();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void leaseLost(String reason) {
        abort(new PipelineException(Reason.LEASE_LOST, 0, reason, null));
    }

    @Override
    public void keepAlive(long nowNanos) {
        if (!lock.tryLock()) {
            // Somebody is writing, or waits for acks: then the pipeline is idle all the same.
            driver.keepAliveBeside(nowNanos);
            return;
        }
        try {
            if (!closed && failure == null && driver.keepAlive(nowNanos)) {
                // Other files' heartbeats must not wait for that.
                Thread recoverer = new Thread(this::recover, "cairn-client-recovery");
                recoverer.setDaemon(true);
                recoverer.start();
            }
        } catch (IOException | RuntimeException e) {
            // The writer's next call reports it.
            failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Builds a pipeline anew that broke while nobody wrote. */
    private void recover() {
        lock.lock();
        try {
            if (!closed && failure == null) {
                driver.resume();
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            lock.unlock();
        }
    }

    private PacketBuffer currentPacket() {
        PacketBuffer current = packet;
        if (current == null) {
            current = newPacket(sealedInBlock);
            packet = current;
            repeated = 0;
        }
        return current;
    }

    /** One that begins in mid-chunk, which only an append does, ends with that chunk: the next ones hold whole chunks. */
    private PacketBuffer newPacket(long offsetInBlock) {
        int chunk = settings.checksum().bytesPerChecksum();
        int inChunk = (int) (offsetInBlock % chunk);
        int capacity = inChunk == 0 ? packetCapacity : chunk - inChunk;
        return PacketBuffer.data(context.buffers(), settings.checksum(), capacity, nextSeqno++, offsetInBlock);
    }

    private long roomInBlock(PacketBuffer current) {
        return target.blockSizeBytes() - current.offsetInBlock() - current.filled();
    }

    private void sendIfFull(PacketBuffer current) throws IOException {
        boolean blockFull = roomInBlock(current) == 0;
        if (current.room() > 0 && !blockFull) {
            return;
        }
        sealedInBlock = current.offsetInBlock() + current.filled();
        packet = null;
        send(current, false);
        if (blockFull) {
            endBlock(false);
            driver.advance();
        }
    }

    private void send(PacketBuffer full, boolean sync) throws IOException {
        full.seal(sync);
        driver.enqueue(full);
        driver.advance();
    }

    private void endBlock(boolean sync) {
        PacketBuffer last = PacketBuffer.last(context.buffers(), settings.checksum(), nextSeqno++, sealedInBlock);
        last.seal(sync || target.flags().contains(CreateFlag.SYNC_BLOCK));
        driver.enqueue(last);
        sealedInBlock = 0;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) throws IOException {
        lock.lock();
        try {
            checkOpen();
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                throw failed(e);
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        PipelineException aborted = abortRequest;
        if (aborted != null) {
            throw aborted;
        }
        if (closed) {
            throw new IOException("the stream is closed: " + target.path());
        }
        if (reserved) {
            throw new IOException("another thread transfers into " + target.path());
        }
    }

    /** Remembers the first failure and gives up what can be given up. */
    private IOException failed(Exception e) {
        if (failure != null) {
            return failure;
        }
        PipelineException aborted = abortRequest;
        IOException cause = aborted != null ? aborted : e instanceof IOException io ? io : new IOException(e);
        giveUp(
                cause,
                cause instanceof PipelineException known
                        ? known
                        : new PipelineException(Reason.ABORTED, 0, "the write failed: " + cause.getMessage(), cause));
        return cause;
    }

    private void giveUp(IOException cause, PipelineException why) {
        failure = cause;
        try {
            driver.abort(why);
        } finally {
            // After the last call for the file: the NameNode is told of it from now on.
            state = State.GIVEN_UP;
        }
    }
}
