package dev.cairnfs.client.read;

import dev.cairnfs.client.transfer.ConnectionCache;
import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.ProtoConversions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ReadOpChecksumInfoProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/**
 * Reads a range of one replica from one DataNode. Every chunk is verified where it lies in the connection's buffer; the
 * caller never sees a byte of a chunk that does not match. Used by one thread at a time.
 */
final class BlockReader implements Closeable {
    private final DatanodeConnection connection;
    private final ExtendedBlock block;
    private final DataChecksum checksum;
    private final long end;
    /** The next byte to hand out, counted from the block's beginning. */
    private long position;
    /** Where the next packet's data begin; at first up to a chunk before {@link #position}. */
    private long packetPosition;
    /** What is left of the current packet; lies in the connection's buffer. */
    private ByteBuffer data = ByteBuffer.allocate(0);

    private boolean finished;

    private BlockReader(
            DatanodeConnection connection,
            ExtendedBlock block,
            DataChecksum checksum,
            long chunkOffset,
            long offset,
            long length) {
        this.connection = connection;
        this.block = block;
        this.checksum = checksum;
        this.packetPosition = chunkOffset;
        this.position = offset;
        this.end = offset + length;
    }

    /**
     * Asks for a range; the connection belongs to the reader from then on, also when this fails.
     *
     * @throws HdfsException with {@link ErrorCode#REPLICA_NOT_FOUND} when the DataNode refuses
     */
    static BlockReader open(
            DatanodeConnection connection, ExtendedBlock block, String clientName, long offset, long length)
            throws IOException {
        boolean ready = false;
        try {
            connection.send(DataTransferFrames.encodeOp(
                    DataTransferOp.READ_BLOCK,
                    DataTransferMessages.readBlock(block, clientName, offset, length, true)));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                throw new HdfsException(
                        ErrorCode.REPLICA_NOT_FOUND,
                        "DataNode " + connection.datanode().transferAddress() + " refuses to read " + block + ": "
                                + answer.getStatus() + " " + answer.getMessage());
            }
            ReadOpChecksumInfoProto info = answer.getReadOpChecksumInfo();
            DataChecksum checksum = ProtoConversions.fromProto(info.getChecksum());
            long chunkOffset = info.getChunkOffset();
            if (chunkOffset < 0 || chunkOffset > offset || offset - chunkOffset >= checksum.bytesPerChecksum()) {
                throw new IOException("the DataNode begins at " + chunkOffset + " where " + offset + " was asked for");
            }
            BlockReader reader = new BlockReader(connection, block, checksum, chunkOffset, offset, length);
            ready = true;
            return reader;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /**
     * Reads at least one byte, as many as the current packet gives without waiting for another.
     *
     * @return the number of bytes, or -1 at the end of the range
     * @throws HdfsException with {@link ErrorCode#CHECKSUM} when a chunk does not match
     */
    int read(ByteBuffer target) throws IOException {
        if (position >= end) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        while (!data.hasRemaining()) {
            nextPacket();
        }
        int count = Math.min(target.remaining(), data.remaining());
        target.put(data.slice(data.position(), count));
        data.position(data.position() + count);
        position += count;
        return count;
    }

    /** Moves on without handing out, if the place is near; false when a new reader is the better way. */
    boolean skipTo(long newPosition) {
        long distance = newPosition - position;
        if (distance < 0 || distance > data.remaining() || newPosition > end) {
            return false;
        }
        data.position(data.position() + (int) distance);
        position = newPosition;
        return true;
    }

    boolean isAtEnd() {
        return position >= end;
    }

    private void nextPacket() throws IOException {
        PacketHeader header = receivePacket();
        if (header.lastPacketInBlock() || header.dataLength() == 0) {
            throw new IOException("the replica of " + block + " ends at " + packetPosition + ", before " + end);
        }
        // Only the range's first chunk and its last one reach over the range.
        if (header.offsetInBlock() != packetPosition) {
            throw new IOException(
                    "a packet for " + header.offsetInBlock() + " came where " + packetPosition + " was due");
        }
        long packetEnd = packetPosition + header.dataLength();
        int before = (int) Math.min(header.dataLength(), Math.max(0, position - packetPosition));
        int behind = (int) Math.min(header.dataLength() - before, Math.max(0, packetEnd - end));
        data.position(data.position() + before).limit(data.limit() - behind);
        packetPosition = packetEnd;
    }

    /** Receives one packet whole, verifies it, and leaves its data in {@link #data}. */
    private PacketHeader receivePacket() throws IOException {
        ByteBuffer in = connection.require(PacketHeader.LENGTHS_SIZE, PacketHeader.MAX_SIZE);
        int packetLength = in.getInt(in.position());
        int headerLength = in.getShort(in.position() + Integer.BYTES);
        PacketHeader.checkLengths(packetLength, headerLength);
        int total = PacketHeader.LENGTHS_SIZE + headerLength + packetLength - Integer.BYTES;
        in = connection.require(total, PacketHeader.MAX_SIZE);
        int start = in.position();
        PacketHeader header =
                PacketHeader.decode(packetLength, in.slice(start + PacketHeader.LENGTHS_SIZE, headerLength));
        int sumsLength = header.checksumLength();
        if (sumsLength != checksum.checksumLength(header.dataLength())) {
            throw new IOException("a packet of " + header.dataLength() + " bytes has " + sumsLength + " of checksums");
        }
        int sumsStart = start + PacketHeader.LENGTHS_SIZE + headerLength;
        data = in.slice(sumsStart + sumsLength, header.dataLength());
        in.position(start + total);
        if (sumsLength > 0) {
            checksum.verify(data, in.slice(sumsStart, sumsLength), block.toString(), header.offsetInBlock());
        }
        return header;
    }

    /** After the last byte: takes the ending packet, tells the DataNode so, and keeps the connection for others. */
    void finish(ConnectionCache connections) throws IOException {
        if (finished) {
            return;
        }
        PacketHeader ending = receivePacket();
        if (!ending.lastPacketInBlock()) {
            throw new IOException("the range of " + block + " does not end with an ending packet");
        }
        Status status = checksum.checksumSize() > 0 ? Status.CHECKSUM_OK : Status.SUCCESS;
        connection.send(DataTransferFrames.encodeDelimited(DataTransferMessages.readStatus(status)));
        finished = true;
        connections.give(connection);
    }

    @Override
    public void close() {
        if (!finished) {
            finished = true;
            connection.close();
        }
    }
}
