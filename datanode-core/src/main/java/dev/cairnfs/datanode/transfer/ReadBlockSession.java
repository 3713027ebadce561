package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaReader;
import dev.cairnfs.shared.checksum.ChecksumType;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.ProtoConversions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ClientReadStatusProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpReadBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ReadOpChecksumInfoProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a range of a replica: an answer with the checksum in use, packets of whole chunks, an empty last packet; then the
 * reader says whether all was well. Data goes from the page cache to the socket without passing through here; the reader
 * verifies it by the checksums.
 */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ReadBlockSession implements Phase {
    private static final Logger log = LoggerFactory.getLogger(ReadBlockSession.class);
    private static final int PACKET_BYTES = 256 << 10;
    private static final int PACKETS_IN_FLIGHT = 8;
    // Checksums of 32 MiB with chunks of 512 bytes.
    private static final int SUMS_BYTES = 256 << 10;
    private static final int STALLED_MAX_MILLIS = 480_000;

    private final TransferConnection connection;
    private final OpReadBlockProto operation;
    private final ExtendedBlock block;
    private final DelimitedDecoder decoder = new DelimitedDecoder();

    private @Nullable ReplicaReader reader;
    private DataChecksum checksum = DataChecksum.STANDARD;
    private @Nullable ByteBuf sums;
    private boolean loading;
    private boolean pumping;
    private long position;
    private long end;
    private long seqno;
    private int inFlight;
    private boolean lastSent;
    private boolean ended;

    ReadBlockSession(TransferConnection connection, OpReadBlockProto operation) {
        this.connection = connection;
        this.operation = operation;
        this.block =
                ProtoConversions.fromProto(operation.getHeader().getBaseHeader().getBlock());
    }

    void start() {
        connection.enter(this);
        DiskExecutor disk = connection.context().disk();
        if (!disk.begin(this::open)) {
            // Not at once: operations that were sent together would be answered one inside the other.
            connection.onLoop(() -> refuse(disk.refusal()));
        }
    }

    private void open() {
        ReplicaReader opened = null;
        try {
            opened = connection.context().store().openForRead(block);
            ReplicaReader replica = opened;
            Range range = range(replica);
            ByteBuf first = readSums(replica, range.checksum, range.start, range.end);
            connection.onLoop(() -> opened(replica, range, first), () -> {
                closeReader(replica);
                if (first != null) {
                    first.release();
                }
            });
        } catch (IOException | RuntimeException e) {
            log.info("{} cannot be read: {}", block, e.toString());
            closeReader(opened);
            connection.onLoop(() -> refuse(String.valueOf(e.getMessage())));
        }
    }

    private record Range(DataChecksum checksum, long start, long end) {}

    /** The chunks that hold the wanted bytes. */
    private Range range(ReplicaReader replica) throws HdfsException {
        long length = replica.readableBytes();
        long offset = operation.getOffset();
        long wanted = operation.getLen();
        if (offset < 0 || wanted < 0 || offset > length || wanted > length - offset) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Offset " + offset + " and length " + wanted + " don't match block " + block + " of " + length
                            + " bytes");
        }
        DataChecksum used = operation.getSendChecksums()
                ? replica.checksum()
                : DataChecksum.of(ChecksumType.NULL, replica.checksum().bytesPerChecksum());
        int chunk = used.bytesPerChecksum();
        if (chunk > PacketHeader.MAX_PACKET_SIZE / 2) {
            throw new HdfsException(ErrorCode.UNSUPPORTED_OPERATION, "chunks of " + chunk + " bytes");
        }
        // The reader can verify whole chunks only; it leaves out what it did not ask for.
        long written = replica.block().numBytes();
        return new Range(used, offset - offset % chunk, Math.min(written, used.chunks(offset + wanted) * chunk));
    }

    /** The checksums from a chunk's start on, as many as are kept at a time; null when none are sent. */
    private static @Nullable ByteBuf readSums(ReplicaReader replica, DataChecksum checksum, long from, long to)
            throws IOException {
        if (checksum.checksumSize() == 0) {
            return null;
        }
        int length = (int) Math.min(SUMS_BYTES, checksum.checksumLength(to - from));
        ByteBuf loaded = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(length, 1));
        boolean complete = false;
        try {
            ByteBuffer target = loaded.nioBuffer(0, length);
            replica.readChecksums(target, from / checksum.bytesPerChecksum());
            loaded.writerIndex(length);
            complete = true;
            return loaded;
        } finally {
            if (!complete) {
                loaded.release();
            }
        }
    }

    private void opened(ReplicaReader replica, Range range, @Nullable ByteBuf first) {
        reader = replica;
        sums = first;
        if (ended) {
            release();
            return;
        }
        checksum = range.checksum;
        position = range.start;
        end = range.end;
        connection.write(BlockOpResponseProto.newBuilder()
                .setStatus(Status.SUCCESS)
                .setReadOpChecksumInfo(ReadOpChecksumInfoProto.newBuilder()
                        .setChecksum(ProtoConversions.toProto(checksum))
                        .setChunkOffset(position))
                .build());
        pump();
    }

    private void refuse(String message) {
        if (!ended) {
            ended = true;
            connection.answer(DataTransferMessages.response(Status.ERROR, message));
        }
    }

    /** Sends while the socket takes it. What is in flight is counted here, because Netty does not count file regions. */
    private void pump() {
        ReplicaReader replica = reader;
        if (replica == null || ended || loading || pumping) {
            return;
        }
        // A region can be sent, and its listener called, while it is being written.
        pumping = true;
        sendPackets(replica);
        pumping = false;
    }

    private void sendPackets(ReplicaReader replica) {
        Channel channel = connection.channel();
        while (position < end && inFlight < PACKETS_IN_FLIGHT && !ended) {
            int chunk = checksum.bytesPerChecksum();
            int length = (int) Math.min(Math.max(chunk, PACKET_BYTES - PACKET_BYTES % chunk), end - position);
            int sumsLength = (int) checksum.checksumLength(length);
            ByteBuf available = sums;
            if (sumsLength > 0 && (available == null || available.readableBytes() < sumsLength)) {
                loadSums(replica);
                break;
            }
            PacketHeader header = PacketHeader.of(position, seqno++, false, length, sumsLength, false);
            ByteBuf head = channel.alloc().directBuffer(PacketHeader.MAX_SIZE + sumsLength);
            head.writeBytes(header.encode());
            if (available != null) {
                head.writeBytes(available, sumsLength);
            }
            ReplicaRegion region = new ReplicaRegion(replica.dataFile(), position, length);
            position += length;
            inFlight++;
            channel.write(head, channel.voidPromise());
            channel.writeAndFlush(region).addListener(sent -> regionSent(sent.isSuccess()));
        }
        if (position == end && !lastSent && !ended) {
            lastSent = true;
            channel.write(
                    Unpooled.wrappedBuffer(
                            PacketHeader.of(end, seqno, true, 0, 0, false).encode()),
                    channel.voidPromise());
        }
        channel.flush();
    }

    private void regionSent(boolean success) {
        inFlight--;
        if (!success) {
            connection.close();
        } else {
            pump();
        }
    }

    private void loadSums(ReplicaReader replica) {
        loading = true;
        long from = position;
        connection.context().disk().execute(() -> {
            try {
                ByteBuf loaded = readSums(replica, checksum, from, end);
                connection.onLoop(() -> sumsLoaded(loaded), () -> {
                    if (loaded != null) {
                        loaded.release();
                    }
                });
            } catch (IOException | RuntimeException e) {
                log.warn("{} cannot be read further", block, e);
                connection.onLoop(() -> {
                    loading = false;
                    connection.close();
                    releaseWhenIdle();
                });
            }
        });
    }

    private void sumsLoaded(@Nullable ByteBuf loaded) {
        loading = false;
        ByteBuf before = sums;
        if (before != null) {
            before.release();
        }
        sums = loaded;
        releaseWhenIdle();
        pump();
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        boolean handedOn = false;
        try {
            ClientReadStatusProto status = decoder.next(in, ClientReadStatusProto.parser());
            if (status == null) {
                return;
            }
            if (!lastSent) {
                throw new HdfsException(ErrorCode.IO, "a reader spoke out of turn");
            }
            if (status.getStatus() == Status.ERROR_CHECKSUM) {
                log.warn("A reader at {} found {} corrupt", connection.channel().remoteAddress(), block);
            }
            ended = true;
            release();
            connection.enterOperationPhase();
            if (in.isReadable()) {
                // The next operation may follow the status at once.
                handedOn = true;
                connection.deliver(in);
            }
        } finally {
            if (!handedOn) {
                in.release();
            }
        }
    }

    @Override
    public void writabilityChanged() {
        pump();
    }

    @Override
    public void closed() {
        ended = true;
        releaseWhenIdle();
    }

    private void releaseWhenIdle() {
        if (ended && !loading) {
            release();
        }
    }

    private void release() {
        ByteBuf held = sums;
        sums = null;
        if (held != null) {
            held.release();
        }
        ReplicaReader open = reader;
        reader = null;
        closeReader(open);
    }

    private static void closeReader(@Nullable ReplicaReader open) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("Closing a replica failed", e);
            }
        }
    }

    @Override
    public int silenceMaxMillis() {
        return STALLED_MAX_MILLIS;
    }
}
