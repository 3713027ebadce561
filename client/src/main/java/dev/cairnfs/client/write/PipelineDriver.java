package dev.cairnfs.client.write;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.pipeline.PipelineAction;
import dev.cairnfs.client.pipeline.PipelineException;
import dev.cairnfs.client.pipeline.PipelineStateMachine;
import dev.cairnfs.client.pipeline.QueuedPacket;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the state machine decides: metadata calls, connections, packets out, acks in. It has no thread of its own
 * and no rules: whoever hands in an event also does the actions that follow from it. Its owner's lock guards it.
 */
final class PipelineDriver {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineDriver.class);
    private static final int MAX_GATHERED = 64;
    /** Acks are looked for when the window is full to this part: each look is a system call. */
    private static final int LAZY_PART = 2;

    private final PipelineStateMachine machine;
    private final ClientProtocol nameNode;
    private final WriteTarget target;
    private final WriteSettings settings;
    private final TransferContext context;
    private final LongConsumer onAcknowledged;
    private final ByteBuffer[] gathered = new ByteBuffer[MAX_GATHERED];
    private int gatheredCount;
    /** Volatile, because an abort from another thread closes it to wake the owner. */
    private volatile @Nullable PipelineConnection connection;

    private long lastSentNanos = System.nanoTime();

    PipelineDriver(
            ClientProtocol nameNode,
            WriteTarget target,
            WriteSettings settings,
            TransferContext context,
            LongConsumer onAcknowledged) {
        this.machine = new PipelineStateMachine(settings.policy());
        this.nameNode = nameNode;
        this.target = target;
        this.settings = settings;
        this.context = context;
        this.onAcknowledged = onAcknowledged;
    }

    /** Hands a packet in without doing anything yet. */
    void enqueue(PacketBuffer packet) {
        machine.packetFilled(packet, System.nanoTime());
    }

    /** Sends what may be sent and takes the acks that have come, blocking only where the window is full. */
    void advance() throws IOException {
        pump();
        while (!machine.hasRoom() && machine.failure() == null) {
            readAck();
            pump();
        }
        if (machine.packetsInFlight() >= settings.policy().maxPacketsInFlight() / LAZY_PART) {
            readArrivedAcks();
        }
        throwFailure();
    }

    /** Blocks until every packet handed in is acknowledged. */
    void awaitAcks() throws IOException {
        pump();
        while (machine.unacknowledgedPackets() > 0 && machine.failure() == null) {
            readAck();
            pump();
        }
        throwFailure();
    }

    /** Ends the file: waits for all acks, then for the NameNode. */
    void closeFile() throws IOException {
        machine.closeRequested(System.nanoTime());
        awaitAcks();
        if (!machine.isClosed()) {
            throw new IllegalStateException("the pipeline is idle and the file not closed");
        }
    }

    /** Keeps an idle pipeline alive, and takes the acks of earlier heartbeats. */
    void keepAlive(long nowNanos) throws IOException {
        if (connection == null || machine.failure() != null) {
            return;
        }
        readArrivedAcks();
        if (nowNanos - lastSentNanos >= context.settings().socketTimeout().toNanos() / 2) {
            machine.idle();
        }
        pump();
    }

    /** Ends the write without closing the file. */
    void abort(PipelineException why) {
        machine.abort(why);
        try {
            pump();
        } catch (IOException e) {
            // The NameNode finds the block again when it recovers the lease.
            LOG.debug("abandoning the last block of {}", target.path(), e);
        }
    }

    /** Wakes the owner's thread out of a blocking operation; from any thread. */
    void interruptIo() {
        PipelineConnection current = connection;
        if (current != null) {
            current.abort();
        }
    }

    @Nullable
    LocatedBlock currentBlock() {
        return machine.currentBlock();
    }

    private void throwFailure() throws IOException {
        PipelineException failure = machine.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private void pump() throws IOException {
        while (true) {
            PipelineAction action = machine.nextAction();
            if (action instanceof PipelineAction.SendPacket send) {
                gathered[gatheredCount++] = ((PacketBuffer) send.packet()).wire();
                if (gatheredCount < MAX_GATHERED) {
                    continue;
                }
            }
            if (gatheredCount > 0) {
                sendGathered();
            }
            if (action == null) {
                if (machine.hasActions()) {
                    continue;
                }
                return;
            }
            perform(action);
        }
    }

    private void sendGathered() {
        int count = gatheredCount;
        gatheredCount = 0;
        PipelineConnection current = connection;
        if (current == null) {
            return;
        }
        try {
            current.send(gathered, count);
            lastSentNanos = System.nanoTime();
        } catch (IOException e) {
            pipelineBroke(current, e);
        }
    }

    private void perform(PipelineAction action) throws IOException {
        if (action instanceof PipelineAction.AllocateBlock allocate) {
            allocate(allocate);
        } else if (action instanceof PipelineAction.Connect connect) {
            connect(connect.block());
        } else if (action instanceof PipelineAction.AbandonBlock abandon) {
            nameNode.abandonBlock(
                    target.user(),
                    new AbandonBlockRequest(target.path(), target.fileId(), target.clientName(), abandon.block()));
        } else if (action instanceof PipelineAction.SendHeartbeat) {
            sendHeartbeat();
        } else if (action instanceof PipelineAction.Disconnect) {
            disconnect();
        } else if (action instanceof PipelineAction.Pause pause) {
            pause(pause.millis());
        } else if (action instanceof PipelineAction.CompleteFile complete) {
            machine.completed(nameNode.complete(
                    target.user(),
                    new CompleteRequest(target.path(), target.fileId(), target.clientName(), complete.last())));
        }
    }

    private void allocate(PipelineAction.AllocateBlock allocate) throws IOException {
        LocatedBlock block;
        try {
            block = nameNode.addBlock(
                    target.user(),
                    new AddBlockRequest(
                            target.path(),
                            target.fileId(),
                            target.clientName(),
                            allocate.previous(),
                            allocate.excludedNodes(),
                            target.favoredNodes()));
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.NOT_REPLICATED_YET) {
                machine.allocationDelayed();
                return;
            }
            throw e;
        }
        if (block.locations().isEmpty()) {
            throw new HdfsException(ErrorCode.IO, "the NameNode gave no DataNode for " + block.block());
        }
        machine.blockAllocated(block);
    }

    private void connect(LocatedBlock block) {
        try {
            connection = PipelineConnection.open(block, target.clientName(), settings.checksum(), context);
            lastSentNanos = System.nanoTime();
            machine.pipelineReady(lastSentNanos);
        } catch (PipelineSetupException e) {
            machine.pipelineFailed(e.badNode(), String.valueOf(e.getMessage()), e, System.nanoTime());
        } catch (IOException e) {
            machine.pipelineFailed(0, e.toString(), e, System.nanoTime());
        }
    }

    private void sendHeartbeat() {
        PipelineConnection current = connection;
        if (current == null) {
            return;
        }
        try {
            current.sendHeartbeat();
            lastSentNanos = System.nanoTime();
        } catch (IOException e) {
            pipelineBroke(current, e);
        }
    }

    private void disconnect() {
        PipelineConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    private void pause(long millis) throws InterruptedIOException {
        LockSupport.parkNanos(millis * 1_000_000);
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for replicas");
        }
        machine.elapsed(System.nanoTime());
    }

    private void readArrivedAcks() throws IOException {
        PipelineConnection current = connection;
        while (current != null && machine.isStreaming()) {
            try {
                if (!current.hasAck()) {
                    return;
                }
            } catch (IOException e) {
                pipelineBroke(current, e);
                pump();
                return;
            }
            readAck();
            pump();
            current = connection;
        }
    }

    /** Takes one ack, waiting for it. */
    private void readAck() {
        PipelineConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("packets wait for acks, and there is no pipeline");
        }
        PipelineConnection.Ack ack;
        try {
            ack = current.readAck();
        } catch (IOException e) {
            machine.pipelineFailed(0, e.toString(), e, System.nanoTime());
            return;
        }
        take(ack);
    }

    private void take(PipelineConnection.Ack ack) {
        if (ack.failedNode() >= 0) {
            machine.pipelineFailed(ack.failedNode(), "it acknowledged with " + ack.status(), null, System.nanoTime());
        } else if (!ack.isHeartbeat()) {
            QueuedPacket done = machine.acknowledged(ack.seqno(), System.nanoTime());
            if (done instanceof PacketBuffer packet) {
                packet.release(context.buffers());
                onAcknowledged.accept(packet.dataLength());
            }
        }
    }

    /**
     * A send failed. The DataNode that we talk to may only have passed on another one's failure: what it said before it
     * closed names the culprit.
     */
    private void pipelineBroke(PipelineConnection current, IOException cause) {
        try {
            while (machine.isStreaming() && current.hasAck()) {
                take(current.readAck());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        if (machine.isStreaming()) {
            machine.pipelineFailed(0, cause.toString(), cause, System.nanoTime());
        }
    }
}
