package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.CopySource;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies replicas to other DataNodes, a few at a time, on blocking sockets; for a client that builds its pipeline anew also
 * one that is being written. Every byte is verified before it is
 * sent: corrupt data is never the source of a copy, but reported.
 */
final class ReplicaPusher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicaPusher.class);
    private static final int QUEUED_MAX = 4096;
    private static final int STALLED_SECONDS = 60;

    private final ReplicaStore store;
    private final TransferConfig config;
    private final BadBlockListener badBlocks;
    private final ThreadPoolExecutor streams;
    private final ScheduledExecutorService watchdog;

    /** @param streams how many copies are sent at a time (HDFS: at most 4 for each DataNode) */
    ReplicaPusher(ReplicaStore store, TransferConfig config, BadBlockListener badBlocks, int streams) {
        this.store = store;
        this.config = config;
        this.badBlocks = badBlocks;
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "dn-push");
            thread.setDaemon(true);
            return thread;
        };
        this.streams = new ThreadPoolExecutor(
                streams, streams, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUED_MAX), threads);
        this.streams.allowCoreThreadTimeOut(true);
        this.watchdog = new ScheduledThreadPoolExecutor(1, threads);
    }

    /**
     * Copies a replica to each target, one after another.
     *
     * @param clientName empty when the NameNode asked for it
     * @param done gets an empty text, or what failed last; any thread
     */
    void push(ExtendedBlock block, List<BlockLocation> targets, String clientName, Consumer<String> done) {
        try {
            streams.execute(() -> {
                String failure = "";
                for (BlockLocation target : targets) {
                    failure = pushTo(block, target, clientName, failure);
                }
                done.accept(failure);
            });
        } catch (RejectedExecutionException full) {
            done.accept("too many copies are waiting");
        }
    }

    private String pushTo(ExtendedBlock block, BlockLocation target, String clientName, String failureBefore) {
        String address = target.datanode().transferAddress();
        long started = System.nanoTime();
        try {
            send(block, target, clientName);
            log.info("Copied {} to {} in {} ms", block, address, (System.nanoTime() - started) / 1_000_000);
            return failureBefore;
        } catch (IOException | RuntimeException e) {
            log.warn("Copying {} to {} failed: {}", block, address, e.toString());
            return address + ": " + e.getMessage();
        }
    }

    private void send(ExtendedBlock block, BlockLocation target, String clientName) throws IOException {
        try (CopySource source = store.openForCopy(block, !clientName.isEmpty());
                SocketChannel socket = SocketChannel.open()) {
            AtomicLong progress = new AtomicLong();
            ScheduledFuture<?> watch = watch(socket, progress);
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.socket()
                        .connect(
                                new InetSocketAddress(
                                        target.datanode().host(),
                                        target.datanode().transferPort()),
                                config.connectTimeoutMillis());
                OpWriteBlockProto operation = operation(block.poolId(), source, clientName, target);
                writeAll(socket, ByteBuffer.wrap(DataTransferFrames.encodeOp(DataTransferOp.WRITE_BLOCK, operation)));
                sendPackets(socket, source.reader(), progress);
                BlockOpResponseProto answer = DataTransferFrames.readDelimited(
                        socket.socket().getInputStream(), BlockOpResponseProto.parser());
                if (answer.getStatus() != Status.SUCCESS) {
                    throw new HdfsException(
                            ErrorCode.IO, "answered " + answer.getStatus() + ": " + answer.getMessage());
                }
            } catch (HdfsException e) {
                if (e.code() == ErrorCode.CHECKSUM && source.state() == ReplicaState.FINALIZED) {
                    badBlocks.badBlock(block, source.reader().replica().storageId());
                }
                throw e;
            } finally {
                watch.cancel(false);
            }
        }
    }

    private static OpWriteBlockProto operation(
            String poolId, CopySource source, String clientName, BlockLocation target) throws HdfsException {
        boolean open = source.state() == ReplicaState.RBW;
        OpWriteBlockProto operation = DataTransferMessages.writeBlock(
                new ExtendedBlock(poolId, source.block()),
                clientName,
                List.of(target),
                open ? BlockConstructionStage.TRANSFER_RBW : BlockConstructionStage.TRANSFER_FINALIZED,
                source.reader().replica().checksum());
        if (!open) {
            return operation;
        }
        return operation.toBuilder()
                .setMinBytesRcvd(source.acknowledgedBytes())
                .setMaxBytesRcvd(source.block().numBytes())
                .build();
    }

    private static void sendPackets(SocketChannel socket, VerifiedReplicaReader source, AtomicLong progress)
            throws IOException {
        DataChecksum checksum = source.replica().checksum();
        long offset = 0;
        long seqno = 0;
        for (ByteBuffer data = source.next(); data != null; data = source.next()) {
            ByteBuffer sums = source.checksums();
            int length = data.remaining();
            PacketHeader header =
                    PacketHeader.of(offset, seqno++, false, length, (int) checksum.checksumLength(length), false);
            writeAll(socket, ByteBuffer.wrap(header.encode()), sums, data);
            offset += length;
            progress.incrementAndGet();
        }
        writeAll(
                socket,
                ByteBuffer.wrap(
                        PacketHeader.of(offset, seqno, true, 0, 0, false).encode()));
    }

    private static void writeAll(SocketChannel socket, ByteBuffer... buffers) throws IOException {
        while (buffers[buffers.length - 1].hasRemaining()) {
            if (socket.write(buffers) < 0) {
                throw new IOException("the target closed the connection");
            }
        }
    }

    /** Closes the socket when nothing has gone on for a while: a blocked write would otherwise wait for ever. */
    private ScheduledFuture<?> watch(SocketChannel socket, AtomicLong progress) {
        long[] seen = {-1};
        return watchdog.scheduleAtFixedRate(
                () -> {
                    long now = progress.get();
                    if (now == seen[0]) {
                        closeStalled(socket);
                    }
                    seen[0] = now;
                },
                STALLED_SECONDS,
                STALLED_SECONDS,
                TimeUnit.SECONDS);
    }

    private static void closeStalled(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("Closing a stalled copy failed", e);
        }
    }

    /** Copies that are being sent or wait. */
    int active() {
        return streams.getActiveCount() + streams.getQueue().size();
    }

    @Override
    public void close() {
        streams.shutdownNow();
        watchdog.shutdownNow();
    }
}
