package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.QueuedPacket;
import dev.cairnfs.client.transfer.BufferPool;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.wire.PacketHeader;
import java.nio.ByteBuffer;

/**
 * A packet under construction and then on its way, in one buffer: data are filled in from a fixed place on, and room is
 * left before it, so that checksums and header can be put directly in front and the whole is sent in one piece.
 */
final class PacketBuffer implements QueuedPacket {
    private final ByteBuffer buffer;
    private final DataChecksum checksum;
    private final int dataStart;
    private final int dataCapacity;
    private final long seqno;
    private final long offsetInBlock;
    private final boolean lastInBlock;
    private int dataLength;
    private int wireStart;

    private PacketBuffer(
            ByteBuffer buffer,
            DataChecksum checksum,
            int dataCapacity,
            long seqno,
            long offsetInBlock,
            boolean lastInBlock) {
        this.buffer = buffer;
        this.checksum = checksum;
        this.dataCapacity = dataCapacity;
        this.dataStart = PacketHeader.MAX_SIZE + (int) checksum.checksumLength(dataCapacity);
        this.seqno = seqno;
        this.offsetInBlock = offsetInBlock;
        this.lastInBlock = lastInBlock;
        buffer.clear().position(dataStart);
    }

    /** Bytes of data in a packet of this size: as many whole chunks with their checksums as fit, one at least. */
    static int dataCapacity(int packetSize, DataChecksum checksum) {
        int chunk = checksum.bytesPerChecksum() + checksum.checksumSize();
        return Math.max(1, (packetSize - PacketHeader.MAX_SIZE) / chunk) * checksum.bytesPerChecksum();
    }

    /** An empty packet that takes up to {@code dataCapacity} bytes from the given place of its block on. */
    static PacketBuffer data(BufferPool pool, DataChecksum checksum, int dataCapacity, long seqno, long offsetInBlock) {
        int size = PacketHeader.MAX_SIZE + (int) checksum.checksumLength(dataCapacity) + dataCapacity;
        return new PacketBuffer(pool.take(size), checksum, dataCapacity, seqno, offsetInBlock, false);
    }

    /** The packet that ends a block of this length. */
    static PacketBuffer last(BufferPool pool, DataChecksum checksum, long seqno, long blockLength) {
        return new PacketBuffer(pool.take(PacketHeader.MAX_SIZE), checksum, 0, seqno, blockLength, true);
    }

    int room() {
        return dataCapacity - (buffer.position() - dataStart);
    }

    int filled() {
        return buffer.position() - dataStart;
    }

    /** Takes as much as there is room for. */
    int put(byte[] source, int offset, int length) {
        int count = Math.min(length, room());
        buffer.put(source, offset, count);
        return count;
    }

    /** The room for data as a buffer to fill; followed by {@link #filledDirectly}. */
    ByteBuffer roomView(int atMost) {
        return buffer.slice(buffer.position(), Math.min(atMost, room()));
    }

    void filledDirectly(int bytes) {
        buffer.position(buffer.position() + bytes);
    }

    /** Repeats the other packet's last bytes at the beginning of this one. */
    void startWithTailOf(PacketBuffer other, int bytes) {
        buffer.put(other.buffer.slice(other.dataStart + other.dataLength - bytes, bytes));
    }

    /** Ends the filling: sums the data and puts checksums and header in front of it. */
    void seal(boolean sync) {
        dataLength = filled();
        int sumsLength = (int) checksum.checksumLength(dataLength);
        int sumsStart = dataStart - sumsLength;
        ByteBuffer data = buffer.duplicate().position(dataStart).limit(dataStart + dataLength);
        checksum.compute(data, buffer.duplicate().position(sumsStart).limit(dataStart));
        PacketHeader header = PacketHeader.of(offsetInBlock, seqno, lastInBlock, dataLength, sumsLength, sync);
        wireStart = sumsStart - header.encodedSize();
        header.encode(buffer.duplicate().position(wireStart).limit(sumsStart));
    }

    /** The sealed packet as it goes over the wire; may be asked for again when it has to be sent again. */
    ByteBuffer wire() {
        return buffer.duplicate().position(wireStart).limit(dataStart + dataLength);
    }

    /** Gives the buffer back. */
    void release(BufferPool pool) {
        pool.give(buffer);
    }

    @Override
    public long seqno() {
        return seqno;
    }

    @Override
    public long offsetInBlock() {
        return offsetInBlock;
    }

    @Override
    public int dataLength() {
        return dataLength;
    }

    @Override
    public boolean lastInBlock() {
        return lastInBlock;
    }
}
