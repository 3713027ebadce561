package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.ProtoConversions;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;

/** A small blocking client of the block-transfer port, made of the wire classes. */
final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    final Socket socket;
    final DataInputStream in;
    final OutputStream out;

    WireClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 128 << 10));
        out = socket.getOutputStream();
    }

    static BlockLocation location(int port) {
        return new BlockLocation(new DatanodeId("u" + port, "127.0.0.1", port, 0), "/r", "DS-" + port, "DISK", "RBW");
    }

    /** The rest of a pipeline, as it is listed in front of the first node. */
    static List<BlockLocation> pipeline(int... ports) {
        List<BlockLocation> nodes = new ArrayList<>();
        for (int port : ports) {
            nodes.add(location(port));
        }
        return nodes;
    }

    void send(DataTransferOp op, MessageLite message) throws IOException {
        DataTransferFrames.writeOp(out, op, message);
    }

    BlockOpResponseProto answer() throws IOException {
        return DataTransferFrames.readDelimited(in, BlockOpResponseProto.parser());
    }

    BlockOpResponseProto beginWrite(ExtendedBlock block, int... ports) throws IOException {
        sendWrite(block, "client", BlockConstructionStage.PIPELINE_SETUP_CREATE, ports);
        return answer();
    }

    void sendWrite(ExtendedBlock block, String clientName, BlockConstructionStage stage, int... ports)
            throws IOException {
        send(
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(block, clientName, pipeline(ports), stage, DataChecksum.STANDARD));
    }

    /** Begins a write at this server, whose only mirror is named. */
    void sendWriteTo(ExtendedBlock block, String clientName, BlockConstructionStage stage, String host, int port)
            throws IOException {
        List<BlockLocation> nodes = List.of(
                location(0), new BlockLocation(new DatanodeId("m", host, port, 0), "/r", "DS-m", "DISK", "RBW"));
        send(
                DataTransferOp.WRITE_BLOCK,
                DataTransferMessages.writeBlock(block, clientName, nodes, stage, DataChecksum.STANDARD));
    }

    void packet(long seqno, long offset, byte[] data, int from, int length) throws IOException {
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(length)];
        DataChecksum.STANDARD.compute(data, from, length, sums, 0);
        packet(PacketHeader.of(offset, seqno, false, length, sums.length, false), sums, data, from);
    }

    void packet(PacketHeader header, byte[] sums, byte[] data, int from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(sums.length + header.dataLength() + 64);
        bytes.write(header.encode());
        bytes.write(sums);
        bytes.write(data, from, header.dataLength());
        out.write(bytes.toByteArray());
    }

    void lastPacket(long seqno, long offset) throws IOException {
        out.write(PacketHeader.of(offset, seqno, true, 0, 0, false).encode());
    }

    void heartbeat() throws IOException {
        out.write(PacketHeader.of(0, PacketHeader.HEARTBEAT_SEQNO, false, 0, 0, false)
                .encode());
    }

    PipelineAckProto ack() throws IOException {
        return DataTransferFrames.readDelimited(in, PipelineAckProto.parser());
    }

    /** Sends all of it in packets, closes the block, and reads all acks; the last of them. */
    PipelineAckProto writeAll(byte[] data, int packetSize) throws IOException {
        long seqno = 0;
        for (int at = 0; at < data.length; at += packetSize) {
            packet(seqno++, at, data, at, Math.min(packetSize, data.length - at));
        }
        lastPacket(seqno, data.length);
        PipelineAckProto ack = ack();
        for (long i = 1; i <= seqno; i++) {
            ack = ack();
        }
        return ack;
    }

    /** How much of a replica readers may see. */
    long visibleLength(ExtendedBlock block) throws IOException {
        send(DataTransferOp.CUSTOM, DataTransferMessages.custom(DataTransferMessages.VISIBLE_LENGTH));
        DataTransferFrames.writeDelimited(out, DataTransferMessages.visibleLengthRequest(block));
        BlockOpResponseProto answer = answer();
        if (answer.getStatus() != Status.SUCCESS) {
            throw new IOException(answer.getStatus() + " " + answer.getMessage());
        }
        return DataTransferFrames.readDelimited(in, GetReplicaVisibleLengthResponseProto.parser())
                .getLength();
    }

    /** Reads a range, verifying it; the bytes from the first chunk's start on. */
    byte[] read(ExtendedBlock block, long offset, long length) throws IOException {
        send(DataTransferOp.READ_BLOCK, DataTransferMessages.readBlock(block, "client", offset, length, true));
        BlockOpResponseProto answer = answer();
        if (answer.getStatus() != Status.SUCCESS) {
            throw new IOException(answer.getStatus() + " " + answer.getMessage());
        }
        DataChecksum checksum =
                ProtoConversions.fromProto(answer.getReadOpChecksumInfo().getChecksum());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long expected = answer.getReadOpChecksumInfo().getChunkOffset();
        while (true) {
            PacketHeader header = PacketHeader.read(in);
            if (header.offsetInBlock() != expected) {
                throw new IOException("packet at " + header.offsetInBlock() + " instead of " + expected);
            }
            byte[] sums = in.readNBytes(header.checksumLength());
            byte[] data = in.readNBytes(header.dataLength());
            checksum.verify(ByteBuffer.wrap(data), ByteBuffer.wrap(sums), "read", expected);
            all.write(data);
            expected += data.length;
            if (header.lastPacketInBlock()) {
                break;
            }
        }
        DataTransferFrames.writeDelimited(out, DataTransferMessages.readStatus(Status.CHECKSUM_OK));
        return all.toByteArray();
    }

    /** True when the server has closed the connection, after whatever it still sent. */
    boolean isClosedByServer() throws IOException {
        try {
            in.readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
