package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.DataInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PacketHeaderProto;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;
import org.apache.hadoop.thirdparty.protobuf.InvalidProtocolBufferException;

/**
 * What stands before the checksums and the data of a packet. On the wire: four bytes with the packet's length, which
 * counts itself, the checksums and the data but not the header; two bytes with the header's length; the header as a
 * {@code PacketHeaderProto}.
 *
 * @param packetLength 4 + checksums + data, in bytes
 * @param offsetInBlock where the data begins in the block
 * @param seqno counts from 0; {@link #HEARTBEAT_SEQNO} for a heartbeat
 * @param lastPacketInBlock an empty packet that closes the block
 * @param dataLength bytes of data
 * @param syncBlock the writer wants the data on disk (hsync)
 */
public record PacketHeader(
        int packetLength,
        long offsetInBlock,
        long seqno,
        boolean lastPacketInBlock,
        int dataLength,
        boolean syncBlock) {
    /** Bytes of the two length fields. */
    public static final int LENGTHS_SIZE = 6;

    /** The header's largest encoding: four fixed fields and a flag. */
    public static final int MAX_SIZE = LENGTHS_SIZE + 27;

    /** The longest packet that is taken, header, checksums and data together. */
    public static final int MAX_PACKET_SIZE = 16 << 20;

    public static final long HEARTBEAT_SEQNO = -1;

    private static final int MAX_HEADER_LENGTH = 1024;

    /** A header for so many bytes of checksums and data. */
    public static PacketHeader of(
            long offsetInBlock,
            long seqno,
            boolean lastPacketInBlock,
            int dataLength,
            int checksumLength,
            boolean syncBlock) {
        return new PacketHeader(
                Integer.BYTES + checksumLength + dataLength,
                offsetInBlock,
                seqno,
                lastPacketInBlock,
                dataLength,
                syncBlock);
    }

    public int checksumLength() {
        return packetLength - Integer.BYTES - dataLength;
    }

    public boolean isHeartbeat() {
        return seqno == HEARTBEAT_SEQNO;
    }

    /** Bytes that {@link #encode(ByteBuffer)} writes. */
    public int encodedSize() {
        return LENGTHS_SIZE + (syncBlock ? 27 : 25);
    }

    /** Appends both lengths and the header. */
    public void encode(ByteBuffer out) {
        PacketHeaderProto proto = toProto();
        int size = proto.getSerializedSize();
        out.putInt(packetLength);
        out.putShort((short) size);
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        try {
            proto.writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new IllegalStateException("no room for a packet header", e);
        }
    }

    /** The encoded form in an array of its own. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(encodedSize());
        encode(out);
        return out.array();
    }

    private PacketHeaderProto toProto() {
        PacketHeaderProto.Builder proto = PacketHeaderProto.newBuilder()
                .setOffsetInBlock(offsetInBlock)
                .setSeqno(seqno)
                .setLastPacketInBlock(lastPacketInBlock)
                .setDataLen(dataLength);
        // HDFS leaves the flag out when it is false, and so every header has one of two lengths.
        if (syncBlock) {
            proto.setSyncBlock(true);
        }
        return proto.build();
    }

    /**
     * Checks both lengths before any memory is taken for them.
     *
     * @throws HdfsException ({@link ErrorCode#IO}) when one is negative, or the packet too long
     */
    public static void checkLengths(int packetLength, int headerLength) throws HdfsException {
        if (packetLength < Integer.BYTES
                || headerLength < 0
                || headerLength > MAX_HEADER_LENGTH
                || packetLength > MAX_PACKET_SIZE - headerLength) {
            throw new HdfsException(
                    ErrorCode.IO, "bad packet: length " + packetLength + ", header length " + headerLength);
        }
    }

    /**
     * Reads a header whose lengths were checked.
     *
     * @param header exactly the header's bytes, from position to limit
     * @throws HdfsException ({@link ErrorCode#IO}) when it is malformed or its data length does not fit the packet's
     */
    public static PacketHeader decode(int packetLength, ByteBuffer header) throws HdfsException {
        PacketHeaderProto proto;
        try {
            proto = PacketHeaderProto.parseFrom(header);
        } catch (InvalidProtocolBufferException e) {
            throw new HdfsException(ErrorCode.IO, "malformed packet header: " + e.getMessage(), e);
        }
        int dataLength = proto.getDataLen();
        if (dataLength < 0 || dataLength > packetLength - Integer.BYTES || proto.getOffsetInBlock() < 0) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "bad packet: data length " + dataLength + " in a packet of " + packetLength + ", offset "
                            + proto.getOffsetInBlock());
        }
        if (proto.getLastPacketInBlock() && dataLength != 0) {
            throw new HdfsException(ErrorCode.IO, "the last packet of a block holds data");
        }
        return new PacketHeader(
                packetLength,
                proto.getOffsetInBlock(),
                proto.getSeqno(),
                proto.getLastPacketInBlock(),
                dataLength,
                proto.getSyncBlock());
    }

    /** Reads lengths and header from a blocking stream. */
    public static PacketHeader read(DataInput in) throws IOException {
        int packetLength = in.readInt();
        int headerLength = in.readShort();
        checkLengths(packetLength, headerLength);
        byte[] header = new byte[headerLength];
        in.readFully(header);
        return decode(packetLength, ByteBuffer.wrap(header));
    }
}
