package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A packet as it was received: slices of the receive buffers, which are held until it is released. */
final class IncomingPacket {
    private final PacketHeader header;
    private final List<ByteBuf> sums = new ArrayList<>(2);
    private final List<ByteBuf> data = new ArrayList<>(2);

    IncomingPacket(PacketHeader header) {
        this.header = header;
    }

    PacketHeader header() {
        return header;
    }

    void addSums(ByteBuf slice) {
        sums.add(slice);
    }

    void addData(ByteBuf slice) {
        data.add(slice);
    }

    void collectSums(List<ByteBuffer> into) {
        collect(sums, into);
    }

    void collectData(List<ByteBuffer> into) {
        collect(data, into);
    }

    private static void collect(List<ByteBuf> slices, List<ByteBuffer> into) {
        for (ByteBuf slice : slices) {
            into.add(slice.nioBuffer());
        }
    }

    long endOffset() {
        return header.offsetInBlock() + header.dataLength();
    }

    /** True when it brings no data, and so has nothing to write. */
    boolean isEmpty() {
        return header.dataLength() == 0;
    }

    void release() {
        sums.forEach(ByteBuf::release);
        data.forEach(ByteBuf::release);
        sums.clear();
        data.clear();
    }
}
