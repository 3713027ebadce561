package dev.cairnfs.client.write;

import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.client.pipeline.PipelineAck;
import dev.cairnfs.client.pipeline.PipelineAction;
import dev.cairnfs.client.pipeline.PipelineException;
import dev.cairnfs.client.pipeline.PipelinePolicy;
import dev.cairnfs.client.pipeline.PipelineSetup;
import dev.cairnfs.client.pipeline.PipelineStateMachine;
import dev.cairnfs.client.pipeline.QueuedPacket;
import dev.cairnfs.client.pipeline.SetupStage;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final WriteContext context;
    private final WaitingClock clock;
    private final NameNodeCalls nameNode;
    private final WriteTarget target;
    private final int lazyPackets;
    private final LongConsumer onAcknowledged;
    private final ByteBuffer[] gathered = new ByteBuffer[MAX_GATHERED];
    private int gatheredCount;
    /** Volatile, because an abort from another thread closes it to wake the owner. */
    private volatile @Nullable PipelineLink connection;

    private volatile long lastSentNanos;
    /** The connection whose next ack the owner waits for; null while it does something else. */
    private volatile @Nullable PipelineLink awaited;
    /** After a block's last packet nothing may follow, and no DataNode waits for anything. */
    private volatile boolean lastPacketSent;
    /** Somebody wants the owner's thread to stop where it is. */
    private volatile boolean interrupted;

    private final AtomicBoolean sendingBeside = new AtomicBoolean();

    PipelineDriver(WriteContext context, WriteTarget target, PipelinePolicy policy, LongConsumer onAcknowledged) {
        this.machine = new PipelineStateMachine(policy, target.start(), context.datanodes()::isLocal);
        this.context = context;
        this.clock = context.clock();
        this.nameNode = new NameNodeCalls(context.nameNode(), target);
        this.target = target;
        this.lazyPackets = policy.maxPacketsInFlight() / LAZY_PART;
        this.onAcknowledged = onAcknowledged;
        this.lastSentNanos = clock.nanos();
    }

    /** Hands a packet in without doing anything yet. */
    void enqueue(PacketBuffer packet) {
        machine.packetFilled(packet, clock.nanos());
    }

    /** Sends what may be sent and takes the acks that have come, blocking only where the window is full. */
    void advance() throws IOException {
        pump();
        while (!machine.hasRoom() && machine.failure() == null) {
            readAck();
            pump();
        }
        if (machine.packetsInFlight() >= lazyPackets) {
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

    /**
     * After {@link #awaitAcks}: the caller is about to be told that all is there.
     *
     * @param updateLength whether the NameNode has to learn the length in any case
     */
    void flushed(boolean updateLength) throws IOException {
        machine.flushed(updateLength);
        pump();
        throwFailure();
    }

    /** Ends the file: waits for all acks, then for the NameNode. */
    void closeFile() throws IOException {
        machine.closeRequested(clock.nanos());
        awaitAcks();
        if (!machine.isClosed()) {
            throw new IllegalStateException("the pipeline is idle and the file not closed");
        }
    }

    /**
     * Keeps an idle pipeline alive, and takes the acks of earlier heartbeats.
     *
     * @return whether the pipeline broke and {@link #resume} is to be called, which takes its time
     */
    boolean keepAlive(long nowNanos) throws IOException {
        PipelineLink current = connection;
        if (current == null || machine.failure() != null) {
            return false;
        }
        takeArrivedAcks(current);
        if (machine.isStreaming() && heartbeatIsDue(nowNanos)) {
            machine.idle();
        }
        boolean more = true;
        while (more && machine.isStreaming()) {
            more = step();
        }
        return machine.hasActions();
    }

    /** Does what is to be done. */
    void resume() throws IOException {
        pump();
        throwFailure();
    }

    private boolean heartbeatIsDue(long nowNanos) {
        return !lastPacketSent
                && nowNanos - lastSentNanos >= context.heartbeatInterval().toNanos();
    }

    /**
     * The same while the owner waits for an ack, from another thread: DataNodes that have acknowledged all that they got
     * would take the writer for gone, though only one of the others is slow. On a thread of its own, because the pipeline
     * may take nothing more, and other files' heartbeats must not wait for it.
     */
    void keepAliveBeside(long nowNanos) {
        PipelineLink current = awaited;
        if (current == null || !heartbeatIsDue(nowNanos) || !sendingBeside.compareAndSet(false, true)) {
            return;
        }
        Thread sender = new Thread(() -> sendBeside(current), "cairn-client-heartbeat");
        sender.setDaemon(true);
        sender.start();
    }

    private void sendBeside(PipelineLink current) {
        try {
            if (current.sendHeartbeatBeside(() -> !lastPacketSent && connection == current)) {
                lastSentNanos = clock.nanos();
            }
        } catch (IOException e) {
            // The owner finds out by itself.
            LOG.debug("a heartbeat for {} was not sent", target.path(), e);
        } finally {
            sendingBeside.set(false);
        }
    }

    /** Ends the write without closing the file. */
    void abort(PipelineException why) {
        interrupted = false;
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
        interrupted = true;
        PipelineLink current = connection;
        if (current != null) {
            current.abort();
        }
    }

    private void throwFailure() throws IOException {
        PipelineException failure = machine.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private void pump() throws IOException {
        boolean more;
        do {
            more = step();
        } while (more);
    }

    /** Does the next thing; packets go out together with those that follow. False when there is nothing more to do. */
    private boolean step() throws IOException {
        PipelineAction action = machine.nextAction();
        if (action instanceof PipelineAction.SendPacket send) {
            PacketBuffer packet = (PacketBuffer) send.packet();
            if (packet.lastInBlock()) {
                lastPacketSent = true;
            }
            gathered[gatheredCount++] = packet.wire();
            if (gatheredCount < MAX_GATHERED) {
                return true;
            }
        }
        if (gatheredCount > 0) {
            sendGathered();
        }
        if (action != null) {
            perform(action);
            return true;
        }
        return machine.hasActions();
    }

    private void sendGathered() {
        int count = gatheredCount;
        gatheredCount = 0;
        PipelineLink current = connection;
        if (current == null) {
            return;
        }
        try {
            current.send(gathered, count);
            lastSentNanos = clock.nanos();
        } catch (IOException e) {
            pipelineBroke(current, e);
        }
    }

    private void perform(PipelineAction action) throws IOException {
        if (interrupted) {
            throw new InterruptedIOException("the write of " + target.path() + " was given up");
        }
        if (action instanceof PipelineAction.AllocateBlock allocate) {
            allocate(allocate);
        } else if (action instanceof PipelineAction.AbandonBlock abandon) {
            nameNode.abandonBlock(abandon.block());
        } else if (action instanceof PipelineAction.Connect connect) {
            connect(connect.setup());
        } else if (action instanceof PipelineAction.AddDatanode add) {
            addDatanode(add);
        } else if (action instanceof PipelineAction.TransferReplica transfer) {
            transfer(transfer);
        } else if (action instanceof PipelineAction.RenewStamp renew) {
            machine.stampRenewed(nameNode.newStamp(renew.block()));
        } else if (action instanceof PipelineAction.UpdatePipeline update) {
            nameNode.updatePipeline(update);
            release(machine.pipelineUpdated(clock.nanos()));
        } else if (action instanceof PipelineAction.PersistLength persist) {
            nameNode.fsync(persist.lastBlock());
        } else if (action instanceof PipelineAction.SendHeartbeat) {
            sendHeartbeat();
        } else if (action instanceof PipelineAction.Disconnect) {
            disconnect();
        } else if (action instanceof PipelineAction.Pause pause) {
            clock.pause(pause.millis());
            machine.elapsed(clock.nanos());
        } else if (action instanceof PipelineAction.CompleteFile complete) {
            machine.completed(nameNode.complete(complete.last()));
        }
    }

    private void allocate(PipelineAction.AllocateBlock allocate) throws IOException {
        LocatedBlock block = nameNode.addBlock(allocate);
        if (block == null) {
            machine.allocationDelayed();
        } else {
            machine.blockAllocated(block);
        }
    }

    private void connect(PipelineSetup setup) {
        if (setup.stage() != SetupStage.CREATE) {
            LOG.info(
                    "{}: the pipeline of {} is set up under stamp {} on {} ({})",
                    target.path(),
                    setup.block(),
                    setup.generationStamp(),
                    setup.nodes().stream()
                            .map(node -> node.datanode().transferAddress())
                            .toList(),
                    setup.stage());
        }
        try {
            connection = context.datanodes().connect(setup, target);
            lastSentNanos = clock.nanos();
            lastPacketSent = false;
            machine.pipelineReady(lastSentNanos);
        } catch (PipelineSetupException e) {
            if (e.isRestarting()) {
                machine.datanodeRestarting(e.badNode(), clock.nanos());
            } else {
                machine.pipelineFailed(e.badNode(), String.valueOf(e.getMessage()), e, clock.nanos());
            }
        } catch (IOException e) {
            machine.pipelineFailed(0, e.toString(), e, clock.nanos());
        }
    }

    private void addDatanode(PipelineAction.AddDatanode add) {
        LocatedBlock answer;
        try {
            answer = nameNode.additionalDatanode(add);
        } catch (IOException e) {
            machine.datanodeNotAdded(e.toString(), e);
            return;
        }
        machine.datanodeAdded(answer);
    }

    private void transfer(PipelineAction.TransferReplica transfer) {
        try {
            context.datanodes().transfer(transfer.block(), transfer.source(), transfer.target(), target);
        } catch (IOException e) {
            LOG.warn(
                    "{} got no copy of {} from {}: {}",
                    transfer.target().datanode().transferAddress(),
                    transfer.block(),
                    transfer.source().datanode().transferAddress(),
                    e.toString());
            machine.transferFailed(e.toString(), e, clock.nanos());
            return;
        }
        machine.replicaTransferred();
    }

    private void sendHeartbeat() {
        PipelineLink current = connection;
        if (current == null) {
            return;
        }
        try {
            current.sendHeartbeat();
            lastSentNanos = clock.nanos();
        } catch (IOException e) {
            pipelineBroke(current, e);
        }
    }

    private void disconnect() {
        PipelineLink current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    private void readArrivedAcks() throws IOException {
        PipelineLink current = connection;
        if (current != null) {
            takeArrivedAcks(current);
            pump();
        }
    }

    /** Takes the acks that are there, and leaves what follows from them to the caller. */
    private void takeArrivedAcks(PipelineLink current) {
        try {
            while (machine.isStreaming() && connection == current && current.hasAck()) {
                take(current.readAck());
            }
        } catch (IOException e) {
            pipelineBroke(current, e);
        }
    }

    /** Takes one ack, waiting for it. */
    private void readAck() {
        PipelineLink current = connection;
        if (current == null) {
            throw new IllegalStateException("packets wait for acks, and there is no pipeline");
        }
        PipelineAck ack;
        try {
            awaited = current;
            ack = current.readAck();
        } catch (IOException e) {
            machine.pipelineFailed(0, e.toString(), e, clock.nanos());
            return;
        } finally {
            awaited = null;
        }
        take(ack);
    }

    private void take(PipelineAck ack) {
        release(machine.ackReceived(ack, clock.nanos()));
    }

    private void release(@Nullable QueuedPacket done) {
        if (done instanceof PacketBuffer packet) {
            packet.release(context.buffers());
            onAcknowledged.accept(packet.dataLength());
        }
    }

    /**
     * A send failed. The DataNode that we talk to may only have passed on another one's failure: what it said before it
     * closed names the culprit.
     */
    private void pipelineBroke(PipelineLink current, IOException cause) {
        try {
            while (machine.isStreaming() && current.hasAck()) {
                take(current.readAck());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        if (machine.isStreaming()) {
            machine.pipelineFailed(0, cause.toString(), cause, clock.nanos());
        }
    }
}
