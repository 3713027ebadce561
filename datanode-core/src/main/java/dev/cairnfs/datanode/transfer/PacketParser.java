package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into packets, without copying checksums and data. One stream, one thread. */
final class PacketParser {
    // Grows to the header's length once that was checked.
    private byte[] head = new byte[PacketHeader.MAX_SIZE];
    private int headFilled;
    private @Nullable IncomingPacket packet;
    private int sumsLeft;
    private int dataLeft;

    /**
     * Takes bytes until a packet is complete or there are no more.
     *
     * @return the packet, which the caller releases; null when more bytes are needed
     * @throws HdfsException when the bytes are no packet; the stream cannot be used any more
     */
    @Nullable
    IncomingPacket next(ByteBuf in) throws HdfsException {
        IncomingPacket current = packet;
        if (current == null) {
            current = readHead(in);
            if (current == null) {
                return null;
            }
            packet = current;
        }
        if (sumsLeft > 0 && in.isReadable()) {
            int part = Math.min(sumsLeft, in.readableBytes());
            current.addSums(in.readRetainedSlice(part));
            sumsLeft -= part;
        }
        if (sumsLeft == 0 && dataLeft > 0 && in.isReadable()) {
            int part = Math.min(dataLeft, in.readableBytes());
            current.addData(in.readRetainedSlice(part));
            dataLeft -= part;
        }
        if (sumsLeft > 0 || dataLeft > 0) {
            return null;
        }
        packet = null;
        headFilled = 0;
        return current;
    }

    private @Nullable IncomingPacket readHead(ByteBuf in) throws HdfsException {
        if (!fill(in, PacketHeader.LENGTHS_SIZE)) {
            return null;
        }
        ByteBuffer lengths = ByteBuffer.wrap(head);
        int packetLength = lengths.getInt();
        int headerLength = lengths.getShort();
        PacketHeader.checkLengths(packetLength, headerLength);
        int size = PacketHeader.LENGTHS_SIZE + headerLength;
        if (head.length < size) {
            head = Arrays.copyOf(head, size);
        }
        if (!fill(in, size)) {
            return null;
        }
        PacketHeader header =
                PacketHeader.decode(packetLength, ByteBuffer.wrap(head, PacketHeader.LENGTHS_SIZE, headerLength));
        sumsLeft = header.checksumLength();
        dataLeft = header.dataLength();
        return new IncomingPacket(header);
    }

    private boolean fill(ByteBuf in, int size) {
        int part = Math.min(size - headFilled, in.readableBytes());
        if (part > 0) {
            in.readBytes(head, headFilled, part);
            headFilled += part;
        }
        return headFilled >= size;
    }

    /** Releases a packet of which only a part has come. */
    void close() {
        IncomingPacket current = packet;
        packet = null;
        if (current != null) {
            current.release();
        }
    }
}
