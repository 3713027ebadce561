package dev.cairnfs.client;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import dev.cairnfs.shared.wire.ProtoConversions;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ClientReadStatusProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpCustomProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpReadBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpTransferBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.ReadOpChecksumInfoProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeInfoProto;
import org.jspecify.annotations.Nullable;

/** A DataNode that keeps blocks in memory, receives and answers for a whole pipeline, and fails on demand. */
final class FakeDatanode implements Closeable {
    private static final int READ_PACKET = 4096;

    private final ServerSocket server;
    private final Thread acceptor;
    private final DatanodeId id;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Every fake by its transfer address, for copies from one to another. */
    private static final Map<String, FakeDatanode> PEERS = new ConcurrentHashMap<>();

    final Map<Long, byte[]> blocks = new ConcurrentHashMap<>();
    /** What came of blocks that are not finished. */
    private final Map<Long, byte[]> unfinished = new ConcurrentHashMap<>();

    final List<OpWriteBlockProto> setups = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger copies = new AtomicInteger();
    final List<Boolean> syncs = Collections.synchronizedList(new ArrayList<>());
    final Set<Long> corruptBlocks = ConcurrentHashMap.newKeySet();
    final List<Integer> packetSizes = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger heartbeats = new AtomicInteger();
    final AtomicInteger checksumsOk = new AtomicInteger();
    volatile String refuseWriteBlaming = "";
    volatile boolean refuseWrites;
    volatile Status visibleLengthRefusal = Status.ERROR_INVALID;
    /** What it says of every block's length; null for what it has. */
    volatile @Nullable Long shows;

    /** How many questions for a length stay without an answer, from the next one on. */
    final AtomicInteger unanswered = new AtomicInteger();
    /** Whether it closes a connection after it has said a length. */
    volatile boolean closesAfterLength;

    final AtomicInteger lengthQuestions = new AtomicInteger();
    volatile int closeAfterPackets = Integer.MAX_VALUE;
    volatile int failAckFrom = Integer.MAX_VALUE;
    /** Says once, out of band, instead of the ack of this packet, that it restarts. */
    volatile int restartAtPacket = Integer.MAX_VALUE;

    volatile boolean failsOnce;
    /** Packets are acknowledged no sooner than a heartbeat has come behind them. */
    volatile boolean acksWaitForHeartbeat;

    FakeDatanode(String uuid) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        id = new DatanodeId(uuid, "127.0.0.1", server.getLocalPort(), 1);
        acceptor = new Thread(this::accept, "fake-datanode-" + uuid);
        acceptor.setDaemon(true);
        acceptor.start();
        PEERS.put(id.transferAddress(), this);
    }

    DatanodeId id() {
        return id;
    }

    BlockLocation location() {
        return new BlockLocation(id, "/default-rack", "DS-" + id.uuid(), "DISK", "FINALIZED");
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread worker = new Thread(() -> serve(socket), "fake-datanode-worker");
                worker.setDaemon(true);
                worker.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            while (true) {
                short version = in.readShort();
                if (version != DataTransferFrames.VERSION) {
                    throw new IOException("version " + version);
                }
                DataTransferOp op = DataTransferOp.ofCode(in.readUnsignedByte());
                if (op == DataTransferOp.WRITE_BLOCK) {
                    write(DataTransferFrames.readDelimited(in, OpWriteBlockProto.parser()), in, out);
                    return;
                }
                if (op == DataTransferOp.TRANSFER_BLOCK) {
                    copy(DataTransferFrames.readDelimited(in, OpTransferBlockProto.parser()), out);
                    return;
                }
                if (op == DataTransferOp.CUSTOM) {
                    visibleLength(in, out);
                    if (closesAfterLength) {
                        return;
                    }
                    continue;
                }
                read(DataTransferFrames.readDelimited(in, OpReadBlockProto.parser()), in, out);
            }
        } catch (EOFException | SocketException gone) {
            // The client is done.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            sockets.remove(socket);
        }
    }

    private void write(OpWriteBlockProto op, DataInputStream in, OutputStream out) throws IOException {
        if (refuseWrites) {
            BlockOpResponseProto refusal = DataTransferMessages.response(Status.ERROR, "not today").toBuilder()
                    .setFirstBadLink(refuseWriteBlaming)
                    .build();
            DataTransferFrames.writeDelimited(out, refusal);
            out.flush();
            return;
        }
        setups.add(op);
        long blockId = op.getHeader().getBaseHeader().getBlock().getBlockId();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        if (op.getStage() != BlockConstructionStage.PIPELINE_SETUP_CREATE) {
            byte[] there = blocks.containsKey(blockId) ? blocks.remove(blockId) : unfinished.get(blockId);
            if (there == null || there.length < op.getMinBytesRcvd()) {
                DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.ERROR, "no such replica"));
                out.flush();
                return;
            }
            data.write(there);
        }
        keep(op, data.toByteArray());
        DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.SUCCESS, ""));
        out.flush();
        if (op.getStage() == BlockConstructionStage.PIPELINE_CLOSE_RECOVERY) {
            blocks.put(blockId, data.toByteArray());
            return;
        }
        receive(op, data, in, out);
    }

    /** As if it were forwarded: all of the pipeline has it, unfinished. */
    private void keep(OpWriteBlockProto op, byte[] data) {
        long blockId = op.getHeader().getBaseHeader().getBlock().getBlockId();
        unfinished.put(blockId, data);
        for (DatanodeInfoProto target : op.getTargetsList()) {
            FakeDatanode peer = peer(target);
            if (peer != null) {
                peer.unfinished.put(blockId, data);
            }
        }
    }

    private static @Nullable FakeDatanode peer(DatanodeInfoProto node) {
        return PEERS.get(node.getId().getIpAddr() + ":" + node.getId().getXferPort());
    }

    private void receive(OpWriteBlockProto op, ByteArrayOutputStream data, DataInputStream in, OutputStream out)
            throws IOException {
        long blockId = op.getHeader().getBaseHeader().getBlock().getBlockId();
        DataChecksum checksum = ProtoConversions.fromProto(op.getRequestedChecksum());
        List<Status> replies = Collections.nCopies(op.getTargetsCount() + 1, Status.SUCCESS);
        for (int packets = 0; ; packets++) {
            PacketHeader header = PacketHeader.read(in);
            byte[] sums = in.readNBytes(header.checksumLength());
            byte[] bytes = in.readNBytes(header.dataLength());
            if (packets >= closeAfterPackets) {
                return;
            }
            if (packets >= restartAtPacket) {
                restartAtPacket = Integer.MAX_VALUE;
                DataTransferFrames.writeDelimited(out, PipelineAcks.of(-2, Status.OOB_RESTART));
                out.flush();
                return;
            }
            if (header.isHeartbeat()) {
                heartbeats.incrementAndGet();
            } else if (!header.lastPacketInBlock()) {
                packetSizes.add(bytes.length);
                checksum.verify(ByteBuffer.wrap(bytes), ByteBuffer.wrap(sums), "packet", header.offsetInBlock());
                byte[] before = Arrays.copyOf(data.toByteArray(), (int) header.offsetInBlock());
                data.reset();
                data.write(before);
                data.write(bytes);
                keep(op, data.toByteArray());
            }
            List<Status> answer = replies;
            if (packets >= failAckFrom) {
                answer = new ArrayList<>(replies);
                answer.set(answer.size() - 1, Status.ERROR);
                failAckFrom = failsOnce ? Integer.MAX_VALUE : failAckFrom;
            }
            if (header.lastPacketInBlock()) {
                syncs.add(header.syncBlock());
                blocks.put(blockId, data.toByteArray());
            }
            DataTransferFrames.writeDelimited(out, PipelineAcks.of(header.seqno(), answer, 0));
            // The stream keeps them until then.
            if (header.isHeartbeat() || header.lastPacketInBlock() || !acksWaitForHeartbeat) {
                out.flush();
            }
            if (header.lastPacketInBlock()) {
                return;
            }
        }
    }

    /** As the fakes do not forward, it is the whole pipeline's replica. */
    private void copy(OpTransferBlockProto op, OutputStream out) throws IOException {
        copies.incrementAndGet();
        long blockId = op.getHeader().getBaseHeader().getBlock().getBlockId();
        byte[] there = blocks.containsKey(blockId) ? blocks.get(blockId) : unfinished.get(blockId);
        FakeDatanode target = PEERS.get(op.getTargets(0).getId().getIpAddr() + ":"
                + op.getTargets(0).getId().getXferPort());
        boolean possible = false;
        if (there != null && target != null && !target.refuseWrites) {
            possible = true;
            target.unfinished.put(blockId, there);
        }
        DataTransferFrames.writeDelimited(
                out, DataTransferMessages.response(possible ? Status.SUCCESS : Status.ERROR, ""));
        out.flush();
    }

    private void visibleLength(DataInputStream in, OutputStream out) throws IOException {
        DataTransferFrames.readDelimited(in, OpCustomProto.parser());
        long blockId = DataTransferFrames.readDelimited(in, GetReplicaVisibleLengthRequestProto.parser())
                .getBlock()
                .getBlockId();
        lengthQuestions.incrementAndGet();
        if (unanswered.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            // Until the client goes away.
            in.readAllBytes();
            return;
        }
        byte[] block = blocks.get(blockId);
        Long length = shows;
        if (length == null && block != null) {
            length = (long) block.length;
        }
        if (length != null) {
            DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.SUCCESS, ""));
            DataTransferFrames.writeDelimited(out, DataTransferMessages.visibleLength(length));
        } else {
            DataTransferFrames.writeDelimited(out, DataTransferMessages.response(visibleLengthRefusal, "no replica"));
        }
        out.flush();
    }

    private void read(OpReadBlockProto op, DataInputStream in, OutputStream out) throws IOException {
        long blockId = op.getHeader().getBaseHeader().getBlock().getBlockId();
        byte[] block = blocks.get(blockId);
        if (block == null
                || block.length < op.getHeader().getBaseHeader().getBlock().getNumBytes()) {
            DataTransferFrames.writeDelimited(out, DataTransferMessages.response(Status.ERROR, "no such replica"));
            out.flush();
            return;
        }
        DataChecksum checksum = DataChecksum.STANDARD;
        int chunk = checksum.bytesPerChecksum();
        int from = (int) (op.getOffset() / chunk * chunk);
        int to = (int) Math.min(block.length, (op.getOffset() + op.getLen() + chunk - 1) / chunk * chunk);
        ReadOpChecksumInfoProto info = ReadOpChecksumInfoProto.newBuilder()
                .setChecksum(ProtoConversions.toProto(checksum))
                .setChunkOffset(from)
                .build();
        DataTransferFrames.writeDelimited(
                out,
                BlockOpResponseProto.newBuilder()
                        .setStatus(Status.SUCCESS)
                        .setReadOpChecksumInfo(info)
                        .build());
        long seqno = 0;
        for (int at = from; at < to; at += READ_PACKET) {
            int length = Math.min(READ_PACKET, to - at);
            sendPacket(out, block, at, length, seqno++, corruptBlocks.contains(blockId));
        }
        out.write(PacketHeader.of(to, seqno, true, 0, 0, false).encode());
        out.flush();
        if (DataTransferFrames.readDelimited(in, ClientReadStatusProto.parser()).getStatus() == Status.CHECKSUM_OK) {
            checksumsOk.incrementAndGet();
        }
    }

    private static void sendPacket(OutputStream out, byte[] block, int at, int length, long seqno, boolean corrupt)
            throws IOException {
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(length)];
        DataChecksum.STANDARD.compute(block, at, length, sums, 0);
        byte[] data = Arrays.copyOfRange(block, at, at + length);
        if (corrupt) {
            data[length / 2] ^= 0x40;
        }
        out.write(PacketHeader.of(at, seqno, false, length, sums.length, false).encode());
        out.write(sums);
        out.write(data);
    }

    @Override
    public void close() throws IOException {
        PEERS.remove(id.transferAddress());
        server.close();
        try {
            // Until it has seen the end it may still accept somebody.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
