package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaWriter;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of packets to the disk: a serial queue on the disk executor. What has gathered while the last batch was written
 * becomes the next one, so that a busy disk gets few large writes. The event loop offers, one disk thread at a time
 * drains.
 */
final class ReplicaSink {
    private static final Logger log = LoggerFactory.getLogger(ReplicaSink.class);
    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_PACKETS = 128;

    private final ReplicaWriter writer;
    private final DataChecksum received;
    private final boolean translate;
    private final boolean verify;
    private final Ending ending;
    private final Executor disk;
    private final Consumer<Result> results;
    private final Object lock = new Object();
    // Under the lock.
    private final ArrayDeque<IncomingPacket> queue = new ArrayDeque<>();
    private boolean draining;
    private boolean aborted;

    // Of the draining thread.
    private boolean failed;

    /**
     * What became of a batch; handed over on a disk thread.
     *
     * @param packets how many more packets are done
     * @param bytes data bytes of the batch, done or not
     * @param failure why the packet after those failed; null when none did
     * @param finished the replica was finished
     */
    record Result(int packets, long bytes, @Nullable Status failure, boolean finished) {}

    /** What becomes of the replica behind the last packet. */
    enum Ending {
        FINISH,
        CONVERT_TO_RBW
    }

    /**
     * @param received how the sender sums; a replica that was there already may be summed in another way
     * @param verify whether to compare data with checksums before they are written
     */
    ReplicaSink(
            ReplicaWriter writer,
            DataChecksum received,
            boolean verify,
            Ending ending,
            Executor disk,
            Consumer<Result> results) {
        this.writer = writer;
        this.received = received;
        this.translate = !received.equals(writer.checksum());
        this.verify = verify || translate;
        this.ending = ending;
        this.disk = disk;
        this.results = results;
    }

    /** Takes packets over, with the duty to release them. */
    void offer(List<IncomingPacket> packets) {
        synchronized (lock) {
            if (aborted) {
                packets.forEach(IncomingPacket::release);
                return;
            }
            queue.addAll(packets);
            if (draining) {
                return;
            }
            draining = true;
        }
        disk.execute(this::drain);
    }

    /** Every DataNode of the pipeline from here on has the bytes up to here. */
    void acknowledged(long bytes) {
        writer.acknowledged(bytes);
    }

    /**
     * Ends the replica too early. What was offered is written before: it has been forwarded, too, and so may have been
     * shown to readers by a DataNode further down.
     */
    void abort() {
        synchronized (lock) {
            if (aborted) {
                return;
            }
            aborted = true;
            if (draining) {
                return;
            }
            draining = true;
        }
        disk.execute(this::drain);
    }

    private void drain() {
        List<IncomingPacket> batch = new ArrayList<>();
        while (takeBatch(batch)) {
            Result result;
            try {
                result = process(batch);
            } finally {
                batch.forEach(IncomingPacket::release);
                batch.clear();
            }
            results.accept(result);
        }
    }

    private boolean takeBatch(List<IncomingPacket> batch) {
        synchronized (lock) {
            long bytes = 0;
            while (!queue.isEmpty() && bytes < BATCH_BYTES && batch.size() < BATCH_PACKETS) {
                IncomingPacket packet = queue.remove();
                bytes += packet.header().dataLength();
                batch.add(packet);
            }
            if (!batch.isEmpty()) {
                return true;
            }
            if (!aborted) {
                draining = false;
                return false;
            }
            // Stays draining: nothing is to follow.
        }
        abandon();
        return false;
    }

    private void abandon() {
        try {
            writer.abandon();
        } catch (IOException e) {
            log.warn("{} cannot be given up", writer.block(), e);
        }
    }

    private Result process(List<IncomingPacket> batch) {
        long bytes = 0;
        for (IncomingPacket packet : batch) {
            bytes += packet.header().dataLength();
        }
        int done = 0;
        boolean finished = false;
        try {
            if (failed) {
                return new Result(0, bytes, null, false);
            }
            while (done < batch.size()) {
                int run = runLength(batch, done);
                writeRun(batch.subList(done, done + run));
                IncomingPacket last = batch.get(done + run - 1);
                if (last.header().lastPacketInBlock()) {
                    finish(last);
                    finished = true;
                } else if (last.header().syncBlock()) {
                    writer.sync();
                }
                done += run;
            }
            return new Result(done, bytes, null, finished);
        } catch (IOException e) {
            failed = true;
            log.warn("Receiving {} failed: {}", writer.block(), e.toString());
            return new Result(done, bytes, statusOf(e), false);
        } catch (RuntimeException e) {
            failed = true;
            log.error("Receiving {} failed", writer.block(), e);
            return new Result(done, bytes, Status.ERROR, false);
        }
    }

    private static Status statusOf(IOException e) {
        return e instanceof HdfsException hdfs && hdfs.code() == ErrorCode.CHECKSUM
                ? Status.ERROR_CHECKSUM
                : Status.ERROR;
    }

    private void finish(IncomingPacket last) throws IOException {
        if (last.header().offsetInBlock() != writer.block().numBytes()) {
            throw new HdfsException(
                    ErrorCode.IO, "the block ends at " + last.header().offsetInBlock() + ", not at its last byte");
        }
        switch (ending) {
            case FINISH -> writer.finish(last.header().syncBlock());
            case CONVERT_TO_RBW -> writer.convertToRbw();
        }
    }

    /** How many packets from {@code first} on follow each other without a gap, up to one that asks for a sync or ends. */
    private int runLength(List<IncomingPacket> batch, int first) {
        int chunk = writer.checksum().bytesPerChecksum();
        int at = first;
        while (at + 1 < batch.size()) {
            IncomingPacket packet = batch.get(at);
            IncomingPacket next = batch.get(at + 1);
            boolean joins = packet.endOffset() == next.header().offsetInBlock()
                    && packet.header().offsetInBlock() % chunk == 0
                    && packet.endOffset() % chunk == 0
                    && !packet.header().syncBlock()
                    && !packet.header().lastPacketInBlock();
            if (!joins || packet.isEmpty() || next.isEmpty()) {
                break;
            }
            at++;
        }
        return at - first + 1;
    }

    private void writeRun(List<IncomingPacket> run) throws IOException {
        List<ByteBuffer> data = new ArrayList<>();
        List<ByteBuffer> sums = new ArrayList<>();
        for (IncomingPacket packet : run) {
            if (verify && !packet.isEmpty()) {
                verify(packet);
            }
            packet.collectData(data);
            if (translate) {
                sums.add(translated(packet));
            } else {
                packet.collectSums(sums);
            }
        }
        if (!data.isEmpty()) {
            writer.write(
                    run.get(0).header().offsetInBlock(),
                    data.toArray(new ByteBuffer[0]),
                    sums.toArray(new ByteBuffer[0]));
        }
    }

    /** The checksums of verified data in the way of the replica. */
    private ByteBuffer translated(IncomingPacket packet) {
        DataChecksum own = writer.checksum();
        List<ByteBuffer> data = new ArrayList<>(2);
        packet.collectData(data);
        ByteBuffer sums =
                ByteBuffer.allocate((int) own.checksumLength(packet.header().dataLength()));
        own.compute(joined(data), sums);
        return sums.flip();
    }

    private void verify(IncomingPacket packet) throws HdfsException {
        DataChecksum checksum = received;
        List<ByteBuffer> sums = new ArrayList<>(2);
        packet.collectSums(sums);
        List<ByteBuffer> data = new ArrayList<>(2);
        packet.collectData(data);
        if (packet.header().checksumLength()
                != checksum.checksumLength(packet.header().dataLength())) {
            throw new HdfsException(ErrorCode.IO, "checksums do not fit the data");
        }
        int bad = checksum.firstMismatch(data.toArray(new ByteBuffer[0]), joined(sums));
        if (bad >= 0) {
            throw new HdfsException(
                    ErrorCode.CHECKSUM,
                    "Checksum error: " + writer.block() + " at "
                            + (packet.header().offsetInBlock() + (long) bad * checksum.bytesPerChecksum()));
        }
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        parts.forEach(all::put);
        return all.flip();
    }
}
