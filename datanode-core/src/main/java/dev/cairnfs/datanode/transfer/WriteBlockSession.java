package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.ReplicaWriter;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.PipelineAcks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives a block: sets up its replica and the rest of the pipeline, then sends each packet's bytes on as they came,
 * writes them, and acknowledges in order.
 *
 * <p>For a client (it has a name) each packet is acknowledged, and a failing mirror is reported in the acks. For a
 * DataNode that copies a replica there are no acks, a failing mirror is ignored, and a TRANSFER stage gets one answer at
 * the end.
 */
// A failed write or close ends in channelInactive, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class WriteBlockSession implements Phase, Mirror.Listener {
    private static final Logger log = LoggerFactory.getLogger(WriteBlockSession.class);
    private static final long QUEUED_HIGH_BYTES = 4 << 20;
    private static final long QUEUED_LOW_BYTES = 2 << 20;
    // HDFS's clients have at most 80 packets under way. Small ones count, too, though they bring few bytes.
    private static final int UNDER_WAY_PACKETS = 4096;
    private static final int OUR_TURN_MAX_MILLIS = 600_000;

    private final TransferConnection connection;
    private final WriteRequest request;
    private final PacketParser parser = new PacketParser();
    private final List<IncomingPacket> gathered = new ArrayList<>();
    private final AckQueue acks;
    // For the mirror, while its name is being resolved: a copy's packets follow the operation at once. What one read
    // brings, because then reading stops.
    private final List<ByteBuf> earlyBytes = new ArrayList<>();
    private boolean mirrorPending;
    private final PeerLatencies peers;
    private @Nullable Mirror mirror;
    private PeerLatencies.@Nullable Peer mirrorLatency;
    private @Nullable ReplicaSink sink;
    private @Nullable BlockOpResponseProto mirrorAnswer;
    private boolean established;
    private boolean ended;
    private boolean lastSeen;
    private boolean localFinished;
    private boolean readingPaused;
    private long queuedBytes;
    private int queuedPackets;

    WriteBlockSession(TransferConnection connection, OpWriteBlockProto operation) {
        this.connection = connection;
        this.request = new WriteRequest(operation);
        this.acks = new AckQueue(request.hasTargets(), connection.context().slow()::get);
        this.mirrorPending = request.hasTargets();
        this.peers = connection.context().peers();
    }

    void start() {
        connection.enter(this);
        connection.channel().config().setAutoRead(false);
        String refusal = request.refusal();
        if (refusal != null) {
            refuse(Status.ERROR_UNSUPPORTED, refusal, "");
            return;
        }
        ReplicaSetup<Opened> setup = new ReplicaSetup<>(
                connection,
                request,
                this::openReplica,
                this::replicaOpened,
                this::abandon,
                message -> refuse(Status.ERROR, message, ""));
        setup.start();
        if (request.hasTargets() && request.reopen() == null) {
            Mirror.locate(connection, request, this::connectMirror);
        }
    }

    private void connectMirror(InetSocketAddress address) {
        if (ended) {
            return;
        }
        mirrorPending = false;
        if (address.isUnresolved()) {
            dropEarlyBytes();
            mirrorFailed("has a name that cannot be resolved");
            return;
        }
        if (request.isAcknowledged()) {
            mirrorLatency = peers.peer(request.mirrorName());
        }
        Mirror connecting = Mirror.connect(connection, address, request.forMirror(), request.isAcknowledged(), this);
        mirror = connecting;
        earlyBytes.forEach(connecting::write);
        earlyBytes.clear();
        updateReading();
    }

    private void dropEarlyBytes() {
        earlyBytes.forEach(ByteBuf::release);
        earlyBytes.clear();
    }

    /** @param received how the data that come are summed */
    private record Opened(ReplicaWriter writer, DataChecksum received) {}

    private Opened openReplica() throws IOException {
        ReplicaStore store = connection.context().store();
        DataChecksum received = request.checksum();
        ReopenRequest reopen = request.reopen();
        if (reopen != null) {
            return new Opened(store.reopen(reopen, received), received);
        }
        if (request.isTransfer()) {
            store.discardOlder(request.block());
        }
        ReplicaEvent event = request.isCopy() ? ReplicaEvent.CREATE_TEMPORARY : ReplicaEvent.CREATE_RBW;
        ReplicaWriter writer = store.create(request.block(), event, request.storageType(), received);
        if (request.isCopy()) {
            // Nobody acknowledges a copy, and nobody reads it before it is whole.
            writer.acknowledged(request.acknowledgedBytes());
        }
        return new Opened(writer, received);
    }

    private void abandon(Opened opened) {
        try {
            opened.writer().abandon();
        } catch (IOException e) {
            log.warn("{} cannot be given up", request.block(), e);
        }
    }

    private void replicaOpened(Opened opened) {
        ReplicaWriter writer = opened.writer();
        boolean verify = !request.hasTargets() || request.isCopy();
        ReplicaSink created = new ReplicaSink(
                writer,
                opened.received(),
                verify,
                request.isRbwTransfer() ? ReplicaSink.Ending.CONVERT_TO_RBW : ReplicaSink.Ending.FINISH,
                connection.context().disk(),
                result -> connection.onLoop(() -> batchDone(result)));
        sink = created;
        writer.onRetire(() -> connection.onLoop(this::retire, created::abort));
        if (ended) {
            created.abort();
            return;
        }
        if (request.hasTargets() && request.reopen() != null) {
            // Not before: what is refused here must not have changed the replicas behind.
            Mirror.locate(connection, request, this::connectMirror);
        }
        establishWhenReady();
    }

    /** Another writer is to go on with the replica. */
    private void retire() {
        if (!ended) {
            log.info("The writer of {} is stopped for another one", request.block());
            endWithFailure();
        }
    }

    private void establishWhenReady() {
        BlockOpResponseProto answer = mirrorAnswer;
        boolean waitsForMirror = request.hasTargets() && request.isAcknowledged() && answer == null;
        if (sink == null || waitsForMirror || established || ended) {
            return;
        }
        established = true;
        connection.expectMore();
        if (request.isAcknowledged()) {
            connection.write(answer == null ? DataTransferMessages.pipelineAnswer(Status.SUCCESS, "", "") : answer);
            connection.flush();
        }
        connection.channel().config().setAutoRead(true);
        readComplete();
        updateReading();
    }

    @Override
    public void mirrorAnswered(BlockOpResponseProto answer) {
        if (answer.getStatus() == Status.SUCCESS) {
            mirrorAnswer = answer;
            establishWhenReady();
        } else {
            refuse(answer.getStatus(), answer.getMessage(), request.badLink(answer));
        }
    }

    @Override
    public void mirrorFailed(String reason) {
        if (ended) {
            return;
        }
        log.info("Mirror {} of {}: {}", request.mirrorName(), request.block(), reason);
        if (!request.isAcknowledged()) {
            updateReading();
        } else if (!established) {
            refuse(Status.ERROR, "mirror " + request.mirrorName() + " " + reason, request.mirrorName());
        } else {
            acks.mirrorFailed();
            sendAcks();
            updateReading();
        }
    }

    @Override
    public void mirrorAcknowledged(PipelineAckProto ack) throws HdfsException {
        if (!request.isAcknowledged()) {
            return;
        }
        if (PipelineAcks.isOutOfBand(ack)) {
            connection.write(PipelineAcks.prepend(Status.SUCCESS, ack, 0));
            connection.flush();
            return;
        }
        long now = peers.now();
        long took = acks.acknowledged(ack, now);
        PeerLatencies.Peer peer = mirrorLatency;
        // The last packet waits for a sync, a heartbeat for nothing.
        if (peer != null && ack.getSeqno() >= 0 && !lastSeen) {
            peer.took(took, now);
        }
        sendAcks();
    }

    @Override
    public void mirrorWritabilityChanged() {
        updateReading();
    }

    @Override
    public void writabilityChanged() {
        updateReading();
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        try {
            int start = in.readerIndex();
            while (!ended && !lastSeen) {
                IncomingPacket packet = parser.next(in);
                if (packet == null) {
                    break;
                }
                accept(packet);
            }
            Mirror next = mirror;
            if (request.hasTargets() && in.readerIndex() > start) {
                ByteBuf bytes = in.retainedSlice(start, in.readerIndex() - start);
                if (next != null) {
                    next.write(bytes);
                } else if (mirrorPending) {
                    earlyBytes.add(bytes);
                } else {
                    bytes.release();
                }
            }
            if (lastSeen && in.isReadable()) {
                throw new HdfsException(ErrorCode.IO, "bytes follow the last packet of " + request.block());
            }
        } finally {
            in.release();
        }
        updateReading();
    }

    private void accept(IncomingPacket packet) {
        gathered.add(packet);
        queuedBytes += packet.header().dataLength();
        queuedPackets++;
        lastSeen = packet.header().lastPacketInBlock();
        if (request.isAcknowledged()) {
            acks.received(packet.header().seqno(), packet.endOffset(), peers.now());
        }
    }

    @Override
    public void readComplete() {
        Mirror next = mirror;
        if (next != null) {
            next.flush();
        }
        ReplicaSink current = sink;
        if (!gathered.isEmpty() && current != null) {
            current.offer(gathered);
            gathered.clear();
        }
    }

    private void batchDone(ReplicaSink.Result result) {
        queuedBytes -= result.bytes();
        queuedPackets -= result.packets();
        if (ended) {
            return;
        }
        if (request.isAcknowledged()) {
            acks.done(result.packets());
            Status failure = result.failure();
            if (failure != null) {
                acks.failed(failure);
            }
            localFinished |= result.finished();
            sendAcks();
            if (failure != null) {
                endWithFailure();
                return;
            }
        } else if (result.failure() != null) {
            endWithFailure();
            return;
        } else if (result.finished()) {
            copyFinished();
            return;
        }
        updateReading();
    }

    private void sendAcks() {
        boolean any = false;
        for (PipelineAckProto ack = acks.poll(); ack != null; ack = acks.poll()) {
            connection.write(ack);
            any = true;
        }
        ReplicaSink current = sink;
        if (any && current != null) {
            // Before the writer can hear of it: what it knows to be flushed its readers must see.
            current.acknowledged(acks.acknowledgedBytes());
        }
        if (any) {
            connection.flush();
            if (acks.size() == 0) {
                connection.expectMore();
            }
        }
        if (localFinished && acks.size() == 0 && !ended) {
            end(true);
            connection.enterOperationPhase();
            connection.channel().config().setAutoRead(true);
        }
    }

    private void copyFinished() {
        end(true);
        if (request.isTransfer()) {
            connection.writeAndClose(DataTransferMessages.response(Status.SUCCESS, ""));
        } else {
            connection.close();
        }
        connection.enter(new ClosingPhase());
    }

    /** The acks that tell of it are written; the writer has to build another pipeline. */
    private void endWithFailure() {
        end(false);
        connection.enter(new ClosingPhase());
        connection.channel().config().setAutoRead(true);
        connection.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void refuse(Status status, String message, String badLink) {
        if (ended) {
            return;
        }
        end(false);
        connection.enter(new ClosingPhase());
        connection.channel().config().setAutoRead(true);
        if (request.isAcknowledged() || request.isTransfer()) {
            connection.writeAndClose(DataTransferMessages.pipelineAnswer(status, message, badLink));
        } else {
            connection.close();
        }
    }

    /**
     * Lets go of everything; a replica that is not finished is given up.
     *
     * @param complete the block is: what is on its way to the mirror still goes there
     */
    private void end(boolean complete) {
        ended = true;
        parser.close();
        ReplicaSink current = sink;
        if (current == null) {
            gathered.forEach(IncomingPacket::release);
        } else if (!gathered.isEmpty()) {
            current.offer(gathered);
        }
        gathered.clear();
        dropEarlyBytes();
        Mirror next = mirror;
        if (next != null && complete) {
            next.close();
        } else if (next != null) {
            next.abort();
        }
        if (current != null) {
            current.abort();
        }
    }

    /** The writer is told that this DataNode stops: it may wait for it to come back. */
    @Override
    public void stopping() {
        if (ended) {
            return;
        }
        if (!established) {
            refuse(Status.OOB_RESTART, "this DataNode is about to stop", "");
            return;
        }
        if (request.isAcknowledged()) {
            connection.write(PipelineAcks.of(PipelineAcks.OUT_OF_BAND_SEQNO, Status.OOB_RESTART));
        }
        endWithFailure();
    }

    @Override
    public void closed() {
        // Who copies without waiting for acks may close behind the last packet; the copy is whole and goes on to disk.
        boolean wholeCopy = lastSeen && !request.isAcknowledged();
        if (!ended && !wholeCopy) {
            end(false);
        }
    }

    /** Reads only while what was read can go on to disk and mirror, and acks can go out. */
    private void updateReading() {
        if (!established || ended) {
            return;
        }
        Mirror next = mirror;
        boolean blocked = queuedBytes > (readingPaused ? QUEUED_LOW_BYTES : QUEUED_HIGH_BYTES)
                || queuedPackets > UNDER_WAY_PACKETS
                || acks.size() > UNDER_WAY_PACKETS
                || (mirrorPending && !earlyBytes.isEmpty())
                || (next != null && !next.isWritable())
                || !connection.channel().isWritable();
        if (blocked != readingPaused) {
            readingPaused = blocked;
            connection.expectMore();
            connection.channel().config().setAutoRead(!blocked);
        }
    }

    @Override
    public int silenceMaxMillis() {
        // While the writer waits for us it has nothing to say.
        boolean ourTurn = !established || readingPaused || lastSeen || acks.size() > 0;
        return ourTurn ? OUR_TURN_MAX_MILLIS : connection.context().config().readTimeoutMillis();
    }
}
