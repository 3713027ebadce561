package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;

/**
 * The order of acks in a pipeline: a packet is acknowledged upstream when it is done here and its ack has come from
 * downstream, in the order in which packets came. No I/O; one thread.
 */
final class AckQueue {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    // Those of them for which the mirror has not answered yet.
    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private final ArrayDeque<Answer> downstream = new ArrayDeque<>();
    private final boolean hasMirror;
    private final BooleanSupplier slow;
    private boolean mirrorGone;
    private int done;
    private long acknowledgedBytes;
    private @Nullable Status failure;

    /** @param endOffset where its data end in the block */
    private record Waiting(long seqno, long endOffset) {}

    private record Sent(long seqno, long nanos) {}

    /** @param nanos how long it took to come */
    private record Answer(PipelineAckProto ack, long nanos) {}

    /** @param slow whether the NameNode finds this DataNode slow, which its acks are to say */
    AckQueue(boolean hasMirror, BooleanSupplier slow) {
        this.hasMirror = hasMirror;
        this.slow = slow;
    }

    /** @param nanos the time; the packet goes to the mirror now */
    void received(long seqno, long endOffset, long nanos) {
        waiting.add(new Waiting(seqno, endOffset));
        if (hasMirror) {
            unacknowledged.add(new Sent(seqno, nanos));
        }
    }

    /** So many more packets are done here. */
    void done(int packets) {
        done += packets;
    }

    /** The packet after those that are done failed here; nothing is done after it. */
    void failed(Status status) {
        failure = status;
    }

    /** The mirror is gone: its acks will not come, and packets are answered with an error in its place. */
    void mirrorFailed() {
        mirrorGone = true;
    }

    /**
     * An ack came from downstream.
     *
     * @param nanos the time
     * @return how many nanoseconds the mirror itself has taken, those behind it not counted
     * @throws HdfsException when no packet, or another one, waits for it
     */
    long acknowledged(PipelineAckProto ack, long nanos) throws HdfsException {
        Sent expected = unacknowledged.poll();
        if (expected == null || expected.seqno() != ack.getSeqno()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "ack of packet " + ack.getSeqno() + " instead of "
                            + (expected == null ? "none" : expected.seqno()));
        }
        long took = nanos - expected.nanos();
        downstream.add(new Answer(ack, took));
        return Math.max(0, took - ack.getDownstreamAckTimeNanos());
    }

    /** The next ack that is to be sent upstream, or null when it must wait. */
    @Nullable
    PipelineAckProto poll() {
        Waiting packet = waiting.peek();
        if (packet == null) {
            return null;
        }
        long seqno = packet.seqno();
        Status failed = failure;
        if (done == 0) {
            if (failed == null) {
                return null;
            }
            waiting.clear();
            return PipelineAcks.of(seqno, failed);
        }
        if (!hasMirror) {
            return take(PipelineAcks.of(seqno, Status.SUCCESS, slow.getAsBoolean()));
        }
        Answer answer = downstream.poll();
        if (answer != null) {
            return take(PipelineAcks.prepend(Status.SUCCESS, slow.getAsBoolean(), answer.ack(), answer.nanos()));
        }
        return mirrorGone ? take(PipelineAcks.of(seqno, List.of(Status.SUCCESS, Status.ERROR), 0)) : null;
    }

    private PipelineAckProto take(PipelineAckProto ack) {
        Waiting packet = waiting.remove();
        done--;
        if (PipelineAcks.isSuccess(ack)) {
            acknowledgedBytes = Math.max(acknowledgedBytes, packet.endOffset());
        }
        return ack;
    }

    /** How many bytes of the block are here and on every DataNode downstream, by the acks that {@link #poll} gave. */
    long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    /** Packets that wait for their ack. */
    int size() {
        return waiting.size();
    }
}
