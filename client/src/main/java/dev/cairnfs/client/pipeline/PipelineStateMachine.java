package dev.cairnfs.client.pipeline;

import dev.cairnfs.client.pipeline.PipelineException.Reason;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a file's writer does (SPEC C3 to C7): when to ask for a block, what to send, what a failure means.
 *
 * <p>Every packet is in exactly one place: in the data queue until it is sent, in the ack queue until every DataNode of
 * the pipeline has acknowledged it, then gone. A failure while nothing of a block is acknowledged costs nothing: the
 * block is abandoned and all its packets, which are still here, go to another pipeline. For that reason the packet that
 * ends a block overtakes outstanding acknowledgements only as long as none has come: as soon as the block cannot be
 * written again from the queue, its end is sent only when everything before it is acknowledged.
 *
 * <p>Not thread-safe; its owner hands in the monotonic time with each event and does the actions that come out.
 */
public final class PipelineStateMachine {
    private enum State {
        /** Between two blocks, or before the first. */
        IDLE,
        ALLOCATING,
        CONNECTING,
        STREAMING,
        COMPLETING,
        CLOSED,
        FAILED
    }

    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long MAX_PAUSE_MILLIS = 400;

    private final PipelinePolicy policy;
    private final ArrayDeque<QueuedPacket> dataQueue = new ArrayDeque<>();
    private final ArrayDeque<QueuedPacket> ackQueue = new ArrayDeque<>();
    private final ArrayDeque<PipelineAction> actions = new ArrayDeque<>();
    private final ExcludedNodes excluded = new ExcludedNodes();

    private State state = State.IDLE;
    private boolean closeRequested;
    private @Nullable ExtendedBlock previous;
    private @Nullable LocatedBlock current;
    private long acknowledgedInBlock;
    private boolean anyAcknowledged;
    private int failedSetups;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long pausedMillis;
    private @Nullable PipelineException failure;

    public PipelineStateMachine(PipelinePolicy policy) {
        this.policy = policy;
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
        return dataQueue.size() + ackQueue.size() < policy.maxPacketsInFlight();
    }

    public int unacknowledgedPackets() {
        return dataQueue.size() + ackQueue.size();
    }

    /** Packets that were sent and whose acknowledgement is awaited. */
    public int packetsInFlight() {
        return ackQueue.size();
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

    /** The block that is being written now; null between blocks. */
    public @Nullable LocatedBlock currentBlock() {
        return current;
    }

    /** A packet is full. */
    public void packetFilled(QueuedPacket packet, long nowNanos) {
        if (state == State.FAILED) {
            return;
        }
        if (closeRequested) {
            throw new IllegalStateException("a packet after the close");
        }
        dataQueue.add(packet);
        advance(nowNanos);
    }

    /** The file ends here; the last block's ending packet was handed in before. */
    public void closeRequested(long nowNanos) {
        closeRequested = true;
        advance(nowNanos);
    }

    /** The NameNode gave a block with the DataNodes to write it to. */
    public void blockAllocated(LocatedBlock block) {
        expect(State.ALLOCATING);
        resetPause();
        current = block;
        acknowledgedInBlock = 0;
        anyAcknowledged = false;
        state = State.CONNECTING;
        actions.add(new PipelineAction.Connect(block));
    }

    /** The NameNode wants more replicas of the block before. */
    public void allocationDelayed() {
        expect(State.ALLOCATING);
        pauseOrFail("the previous block has not enough replicas");
    }

    /** The pipeline is set up. */
    public void pipelineReady(long nowNanos) {
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
        if (state != State.CONNECTING && state != State.STREAMING) {
            throw new IllegalStateException("a pipeline failure in state " + state);
        }
        LocatedBlock block = Objects.requireNonNull(current);
        actions.removeIf(action -> action instanceof PipelineAction.SendPacket);
        actions.add(new PipelineAction.Disconnect());
        String node = nodeAt(block, badNode);
        if (anyAcknowledged) {
            fail(
                    Reason.FAILED_IN_BLOCK,
                    "DataNode " + node + " failed while " + block.block() + " was written, after " + acknowledgedInBlock
                            + " acknowledged bytes: " + what,
                    cause);
            return;
        }
        requeueSent();
        excluded.add(node, nowNanos + policy.exclusion().toNanos());
        actions.add(new PipelineAction.AbandonBlock(block.block()));
        current = null;
        failedSetups++;
        if (failedSetups > policy.setupRetries()) {
            fail(
                    Reason.SETUP_FAILED,
                    "no pipeline could be set up in " + failedSetups + " tries, the last one failed at " + node + ": "
                            + what,
                    cause);
            return;
        }
        allocate(nowNanos);
    }

    private static String nodeAt(LocatedBlock block, int index) {
        List<BlockLocation> nodes = block.locations();
        int bounded = index >= 0 && index < nodes.size() ? index : 0;
        return nodes.get(bounded).datanode().transferAddress();
    }

    private void requeueSent() {
        Iterator<QueuedPacket> newestFirst = ackQueue.descendingIterator();
        while (newestFirst.hasNext()) {
            dataQueue.addFirst(newestFirst.next());
        }
        ackQueue.clear();
    }

    /**
     * Every DataNode of the pipeline has the packet.
     *
     * @return the packet, whose buffer is free now; null when the acknowledgement does not fit, which is a failure of
     *     the pipeline and handled as such here
     */
    public @Nullable QueuedPacket acknowledged(long seqno, long nowNanos) {
        expect(State.STREAMING);
        QueuedPacket oldest = ackQueue.peek();
        if (oldest == null || oldest.seqno() != seqno) {
            pipelineFailed(
                    0,
                    "an acknowledgement for packet " + seqno + " came where "
                            + (oldest == null ? "none" : String.valueOf(oldest.seqno())) + " was due",
                    null,
                    nowNanos);
            return null;
        }
        ackQueue.remove();
        if (oldest.lastInBlock()) {
            blockDone(oldest);
        } else {
            anyAcknowledged = true;
            acknowledgedInBlock = oldest.offsetInBlock() + oldest.dataLength();
        }
        advance(nowNanos);
        return oldest;
    }

    private void blockDone(QueuedPacket last) {
        ExtendedBlock written = Objects.requireNonNull(current).block();
        Block block = written.block();
        previous = new ExtendedBlock(
                written.poolId(), new Block(block.blockId(), block.generationStamp(), last.offsetInBlock()));
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
        if (state == State.ALLOCATING) {
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

    /** Ends the write from outside; the block that is being written is given back, the file stays open. */
    public void abort(PipelineException why) {
        if (state == State.CLOSED || state == State.FAILED) {
            return;
        }
        actions.clear();
        actions.add(new PipelineAction.Disconnect());
        // After an acknowledgement a reader may have seen bytes of the block: it stays for the lease's recovery.
        if (current != null && !anyAcknowledged) {
            actions.add(new PipelineAction.AbandonBlock(current.block()));
        }
        state = State.FAILED;
        failure = why;
    }

    private void pauseOrFail(String what) {
        if (pausedMillis >= policy.replicationWait().toMillis()) {
            fail(Reason.NOT_REPLICATED_IN_TIME, what + " after " + pausedMillis + " ms", null);
            return;
        }
        actions.add(new PipelineAction.Pause(pauseMillis));
        pausedMillis += pauseMillis;
        pauseMillis = Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2);
    }

    private void resetPause() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        pausedMillis = 0;
    }

    private void fail(Reason reason, String message, @Nullable Throwable cause) {
        state = State.FAILED;
        failure = new PipelineException(reason, acknowledgedInBlock, message, cause);
    }

    private void advance(long nowNanos) {
        if (state == State.IDLE) {
            if (!dataQueue.isEmpty()) {
                allocate(nowNanos);
            } else if (closeRequested) {
                state = State.COMPLETING;
                actions.add(new PipelineAction.CompleteFile(previous));
            }
        } else if (state == State.STREAMING) {
            sendWhatIsAllowed();
        }
    }

    private void allocate(long nowNanos) {
        state = State.ALLOCATING;
        actions.add(new PipelineAction.AllocateBlock(previous, excluded.at(nowNanos)));
    }

    private void sendWhatIsAllowed() {
        QueuedPacket next = dataQueue.peek();
        while (next != null && ackQueue.size() < policy.maxPacketsInFlight()) {
            if (next.lastInBlock() && anyAcknowledged && !ackQueue.isEmpty()) {
                return;
            }
            boolean ended = !ackQueue.isEmpty() && ackQueue.getLast().lastInBlock();
            if (ended) {
                // The rest belongs to the next block.
                return;
            }
            dataQueue.remove();
            ackQueue.add(next);
            actions.add(new PipelineAction.SendPacket(next));
            next = dataQueue.peek();
        }
    }

    private void expect(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("an event for state " + wanted + " came in state " + state);
        }
    }
}
