package dev.cairnfs.client.pipeline;

import dev.cairnfs.client.pipeline.NodeReply.Outcome;
import dev.cairnfs.client.pipeline.PipelineException.Reason;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a file's writer does (SPEC C3 to C7): when to ask for a block, what to send, what a failure means.
 *
 * <p>A block that nobody can have seen a byte of is abandoned when its pipeline fails, and its packets go to another one.
 * From the first packet on its pipeline is built anew instead ({@link PipelineRecovery}), and all that is not acknowledged
 * is sent again. The packet that ends a block overtakes outstanding acknowledgements only as long as none has come and
 * nothing has failed: a DataNode that finished its replica too early takes it back into the new pipeline.
 *
 * <p>Not thread-safe; its owner hands in the monotonic time with each event and does the actions that come out.
 */
public final class PipelineStateMachine {
    private enum State {
        /** Between two blocks, or before the first. */
        IDLE,
        ALLOCATING,
        CONNECTING,
        RECOVERING,
        STREAMING,
        COMPLETING,
        CLOSED,
        FAILED
    }

    private final PipelinePolicy policy;
    private final WriteRules rules;
    private final PacketQueues packets = new PacketQueues();
    private final ArrayDeque<PipelineAction> actions = new ArrayDeque<>();
    private final ExcludedNodes excluded = new ExcludedNodes();
    private final ReplicationWait replicationWait;
    private final SlowNodes slowNodes;

    /** The first block, when it came with the file; null once it is used or given back. */
    private @Nullable LocatedBlock given;

    /** Whether that is the last block of a file that is appended to. */
    private final boolean givenGrows;

    private State state = State.IDLE;
    private boolean closeRequested;
    private @Nullable ExtendedBlock previous;
    private @Nullable WrittenBlock current;
    private @Nullable PipelineRecovery recovery;
    private boolean endWaits;
    /** A block was begun of which the NameNode has journaled only that it was given out. */
    private boolean unpersisted;

    private int failedSetups;
    private int recoveriesInARow;
    private @Nullable PipelineException failure;

    /**
     * Begins a write.
     *
     * @param isLocal whether a DataNode runs on the writer's own machine
     */
    public PipelineStateMachine(PipelinePolicy policy, WriteStart start, Predicate<BlockLocation> isLocal) {
        this.policy = policy;
        this.rules = new WriteRules(policy, start.replication(), isLocal);
        this.given = start.block();
        this.givenGrows = start.append();
        this.replicationWait = new ReplicationWait(policy.replicationWait());
        this.slowNodes = new SlowNodes(policy.slowAcksMax());
    }

    /** The next thing to do, or null when the machine waits for an event. */
    public @Nullable PipelineAction nextAction() {
        return actions.poll();
    }

    /** Whether {@link #nextAction} would return one. */
    public boolean hasActions() {
        return !actions.isEmpty();
    }

    /** Whether a further packet may be handed in; when not, acknowledgements have to be waited for. */
    public boolean hasRoom() {
        return packets.size() < policy.maxPacketsInFlight();
    }

    public int unacknowledgedPackets() {
        return packets.size();
    }

    /** Packets that were sent and whose acknowledgement is awaited. */
    public int packetsInFlight() {
        return packets.inFlight();
    }

    /** Whether a pipeline is up, so that acknowledgements may come and it may fail. */
    public boolean isStreaming() {
        return state == State.STREAMING;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Why the write ended, or null while it goes on. */
    public @Nullable PipelineException failure() {
        return failure;
    }

    /** A packet is full. */
    public void packetFilled(QueuedPacket packet, long nowNanos) {
        if (state == State.FAILED) {
            return;
        }
        if (closeRequested) {
            throw new IllegalStateException("a packet after the close");
        }
        packets.add(packet);
        advance(nowNanos);
    }

    /**
     * Everything handed in is acknowledged, and the caller is about to be told so.
     *
     * @param updateLength whether the NameNode has to learn the length, too; of a new block it does in any case
     */
    public void flushed(boolean updateLength) {
        if (packets.size() > 0) {
            throw new IllegalStateException("a flush with " + packets.size() + " unacknowledged packets");
        }
        WrittenBlock block = current;
        if (block != null) {
            block.flushed();
        }
        if (unpersisted || updateLength) {
            unpersisted = false;
            actions.add(new PipelineAction.PersistLength(block != null ? block.block() : previous));
        }
    }

    /** The file ends here; the last block's ending packet was handed in before. */
    public void closeRequested(long nowNanos) {
        closeRequested = true;
        advance(nowNanos);
    }

    /** The NameNode gave a block with the DataNodes to write it to. */
    public void blockAllocated(LocatedBlock block) {
        expect(State.ALLOCATING);
        begin(WrittenBlock.created(block));
        state = State.CONNECTING;
        actions.add(new PipelineAction.Connect(new PipelineSetup(
                SetupStage.CREATE, block.block(), block.block().block().generationStamp(), block.locations(), 0, 0)));
    }

    private void begin(WrittenBlock block) {
        replicationWait.reset();
        slowNodes.clear();
        current = block;
        endWaits = block.isAnythingAcknowledged();
        unpersisted = !block.isAnythingAcknowledged();
        recoveriesInARow = 0;
    }

    /** The NameNode wants more replicas of the block before. */
    public void allocationDelayed() {
        expect(State.ALLOCATING);
        pauseOrFail("the previous block has not enough replicas");
    }

    /** The pipeline is set up. */
    public void pipelineReady(long nowNanos) {
        PipelineRecovery running = recovery;
        if (running != null) {
            running.connected();
            return;
        }
        expect(State.CONNECTING);
        state = State.STREAMING;
        advance(nowNanos);
    }

    /**
     * The pipeline could not be set up, or broke.
     *
     * @param badNode the place of the DataNode at fault in the pipeline; 0 (the only one we talk to) where unknown
     */
    public void pipelineFailed(int badNode, String what, @Nullable Throwable cause, long nowNanos) {
        WrittenBlock block = failedBlock();
        String message = "DataNode " + block.nodeAt(badNode).datanode().transferAddress() + ": " + what;
        PipelineRecovery running = recovery;
        if (running != null) {
            running.nodeFailed(badNode, message, cause, nowNanos);
            failWithRecovery(running);
        } else if (!block.mayBeSeen()) {
            disconnect();
            replaceBlock(block, badNode, message, cause, nowNanos);
        } else if (recoveriesInARow >= policy.recoveriesMax()) {
            disconnect();
            fail(
                    Reason.FAILED_IN_BLOCK,
                    "Failing write. Tried pipeline recovery " + recoveriesInARow + " times without success: " + message,
                    cause);
        } else {
            recoveriesInARow++;
            PipelineRecovery begun = startRecovery(block);
            begun.nodeFailed(badNode, message, cause, nowNanos);
            failWithRecovery(begun);
        }
    }

    /** A DataNode of the pipeline said that it stops and will be back. */
    public void datanodeRestarting(int node, long nowNanos) {
        WrittenBlock block = failedBlock();
        PipelineRecovery running = recovery;
        if (running == null && !block.mayBeSeen()) {
            pipelineFailed(node, "it is restarting", null, nowNanos);
            return;
        }
        PipelineRecovery going = running == null ? startRecovery(block) : running;
        going.nodeRestarting(node, nowNanos);
        failWithRecovery(going);
    }

    private WrittenBlock failedBlock() {
        boolean connecting = recovery != null && recovery.isConnecting();
        if (state != State.CONNECTING && state != State.STREAMING && !connecting) {
            throw new IllegalStateException("a pipeline failure in state " + state);
        }
        return Objects.requireNonNull(current);
    }

    private void disconnect() {
        actions.removeIf(action -> action instanceof PipelineAction.SendPacket);
        actions.add(new PipelineAction.Disconnect());
    }

    private void replaceBlock(
            WrittenBlock block, int badNode, String message, @Nullable Throwable cause, long nowNanos) {
        excluded.add(
                block.nodeAt(badNode).datanode().transferAddress(),
                nowNanos + policy.exclusion().toNanos());
        actions.add(new PipelineAction.AbandonBlock(block.block()));
        current = null;
        failedSetups++;
        if (failedSetups > policy.setupRetries()) {
            fail(
                    Reason.SETUP_FAILED,
                    "no pipeline could be set up in " + failedSetups + " tries, the last one failed at " + message,
                    cause);
        } else {
            allocate(nowNanos);
        }
    }

    private PipelineRecovery startRecovery(WrittenBlock block) {
        disconnect();
        SetupStage stage = packets.isOnlyEndInFlight() && block.isAnythingAcknowledged()
                ? SetupStage.CLOSE_RECOVERY
                : SetupStage.STREAMING_RECOVERY;
        packets.sendAgain();
        endWaits = true;
        return recoverFrom(block, stage);
    }

    private PipelineRecovery recoverFrom(WrittenBlock block, SetupStage stage) {
        state = State.RECOVERING;
        slowNodes.clear();
        PipelineRecovery begun = new PipelineRecovery(rules, block, stage, excluded, actions);
        recovery = begun;
        return begun;
    }

    private void failWithRecovery(PipelineRecovery running) {
        if (running.isFailed()) {
            recovery = null;
            fail(Reason.FAILED_IN_BLOCK, running.failure(), running.cause());
        }
    }

    private PipelineRecovery running() {
        PipelineRecovery running = recovery;
        if (running == null) {
            throw new IllegalStateException("an event of a recovery came in state " + state);
        }
        return running;
    }

    /** The NameNode's answer to AddDatanode. */
    public void datanodeAdded(LocatedBlock answer) {
        running().datanodeAdded(answer);
        failWithRecovery(running());
    }

    /** The NameNode refused to name one. */
    public void datanodeNotAdded(String what, @Nullable Throwable cause) {
        running().datanodeNotAdded(what, cause);
        failWithRecovery(running());
    }

    /** The new DataNode has its copy. */
    public void replicaTransferred() {
        running().replicaTransferred();
    }

    /** The new DataNode did not get its copy. */
    public void transferFailed(String what, @Nullable Throwable cause, long nowNanos) {
        running().transferFailed(what, cause, nowNanos);
        failWithRecovery(running());
    }

    /** The NameNode gave a new stamp. */
    public void stampRenewed(long generationStamp) {
        running().stampRenewed(generationStamp);
    }

    /**
     * The NameNode knows the new pipeline.
     *
     * @return the packet that ends the block, when the set-up did what it was to do; its buffer is free
     */
    public @Nullable QueuedPacket pipelineUpdated(long nowNanos) {
        PipelineRecovery done = running();
        done.pipelineUpdated();
        recovery = null;
        state = State.STREAMING;
        if (!done.endsBlock()) {
            advance(nowNanos);
            return null;
        }
        QueuedPacket end = Objects.requireNonNull(packets.takeToSend(policy.maxPacketsInFlight(), true));
        return acknowledged(end.seqno(), nowNanos);
    }

    /**
     * An acknowledgement came: of a packet, a heartbeat, or out of band.
     *
     * @return the packet that every DataNode has now, whose buffer is free; null when there is none
     */
    public @Nullable QueuedPacket ackReceived(PipelineAck ack, long nowNanos) {
        expect(State.STREAMING);
        int failed = ack.firstFailure();
        if (failed >= 0) {
            nodeSaidNo(failed, ack.replies().get(failed).outcome(), nowNanos);
            return null;
        }
        int slow = slowNodes.afterAck(ack);
        if (slow >= 0 && Objects.requireNonNull(current).nodes().size() > 1) {
            pipelineFailed(
                    slow,
                    policy.slowAcksMax() + " acknowledgements in a row call it slow, it is treated as bad",
                    null,
                    nowNanos);
            return null;
        }
        return ack.seqno() == PipelineAck.HEARTBEAT_SEQNO ? null : acknowledged(ack.seqno(), nowNanos);
    }

    private void nodeSaidNo(int node, Outcome outcome, long nowNanos) {
        switch (outcome) {
            case RESTARTING -> datanodeRestarting(node, nowNanos);
            // Whoever passed the packet on did not look: the one before spoiled it, not the one that noticed.
            case CHECKSUM_ERROR ->
                pipelineFailed(Math.max(0, node - 1), "what it passed on does not match its checksums", null, nowNanos);
            case FAILED -> pipelineFailed(node, "it acknowledged with an error", null, nowNanos);
            case SUCCESS -> throw new IllegalArgumentException("a success is no failure");
        }
    }

    private @Nullable QueuedPacket acknowledged(long seqno, long nowNanos) {
        QueuedPacket oldest = packets.oldestInFlight();
        if (oldest == null || oldest.seqno() != seqno) {
            pipelineFailed(
                    0,
                    "an acknowledgement for packet " + seqno + " came where "
                            + (oldest == null ? "none" : String.valueOf(oldest.seqno())) + " was due",
                    null,
                    nowNanos);
            return null;
        }
        packets.acknowledged();
        recoveriesInARow = 0;
        WrittenBlock block = Objects.requireNonNull(current);
        block.acknowledged(oldest);
        endWaits = true;
        if (oldest.lastInBlock()) {
            blockDone(block);
        }
        advance(nowNanos);
        return oldest;
    }

    private void blockDone(WrittenBlock block) {
        previous = block.block();
        current = null;
        failedSetups = 0;
        state = State.IDLE;
        actions.add(new PipelineAction.Disconnect());
    }

    /** Half the socket time-out passed and nothing was sent. */
    public void idle() {
        if (state == State.STREAMING) {
            actions.add(new PipelineAction.SendHeartbeat());
        }
    }

    /** The time of a Pause is over. */
    public void elapsed(long nowNanos) {
        PipelineRecovery running = recovery;
        if (running != null) {
            running.elapsed(nowNanos);
        } else if (state == State.ALLOCATING) {
            allocate(nowNanos);
        } else {
            expect(State.COMPLETING);
            actions.add(new PipelineAction.CompleteFile(previous));
        }
    }

    /** The NameNode's answer to CompleteFile. */
    public void completed(boolean done) {
        expect(State.COMPLETING);
        if (done) {
            state = State.CLOSED;
        } else {
            pauseOrFail("the last block has not enough replicas");
        }
    }

    /** Ends the write from outside; a block that nobody can have seen is given back, the file stays open. */
    public void abort(PipelineException why) {
        if (state == State.CLOSED || state == State.FAILED) {
            return;
        }
        actions.clear();
        actions.add(new PipelineAction.Disconnect());
        giveBack();
        WrittenBlock block = current;
        // A reader may have seen what was sent: then it stays for the lease's recovery.
        if (block != null && !block.mayBeSeen()) {
            actions.add(new PipelineAction.AbandonBlock(block.block()));
        }
        recovery = null;
        state = State.FAILED;
        failure = why;
    }

    private void pauseOrFail(String what) {
        if (replicationWait.isOver()) {
            fail(Reason.NOT_REPLICATED_IN_TIME, what + " after " + replicationWait.pausedMillis() + " ms", null);
        } else {
            actions.add(new PipelineAction.Pause(replicationWait.nextPauseMillis()));
        }
    }

    private void fail(Reason reason, String message, @Nullable Throwable cause) {
        state = State.FAILED;
        failure = new PipelineException(reason, current == null ? 0 : current.acknowledged(), message, cause);
    }

    private void advance(long nowNanos) {
        if (state == State.IDLE) {
            if (packets.hasUnsent()) {
                allocate(nowNanos);
            } else if (closeRequested) {
                giveBack();
                state = State.COMPLETING;
                actions.add(new PipelineAction.CompleteFile(previous));
            }
        } else if (state == State.STREAMING) {
            sendWhatIsAllowed();
        }
    }

    /** A file to which nothing was written: a block that came with it is not needed, one that was there stays. */
    private void giveBack() {
        LocatedBlock unused = given;
        given = null;
        if (unused != null && !givenGrows) {
            actions.add(new PipelineAction.AbandonBlock(unused.block()));
        } else if (unused != null) {
            previous = unused.block();
        }
    }

    private void allocate(long nowNanos) {
        state = State.ALLOCATING;
        LocatedBlock first = given;
        given = null;
        if (first == null) {
            actions.add(new PipelineAction.AllocateBlock(previous, excluded.at(nowNanos)));
        } else if (givenGrows) {
            WrittenBlock block = WrittenBlock.appended(first);
            begin(block);
            recoverFrom(block, SetupStage.APPEND).begin(nowNanos);
        } else {
            blockAllocated(first);
        }
    }

    private void sendWhatIsAllowed() {
        WrittenBlock block = Objects.requireNonNull(current);
        QueuedPacket next = packets.takeToSend(policy.maxPacketsInFlight(), endWaits);
        while (next != null) {
            block.sending(next);
            actions.add(new PipelineAction.SendPacket(next));
            next = packets.takeToSend(policy.maxPacketsInFlight(), endWaits);
        }
    }

    private void expect(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("an event for state " + wanted + " came in state " + state);
        }
    }
}
