package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;

/**
 * The order of acks in a pipeline: a packet is acknowledged upstream when it is done here and its ack has come from
 * downstream, in the order in which packets came. No I/O; one thread.
 */
final class AckQueue {
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    // Those of them for which the mirror has not answered yet.
    private final ArrayDeque<Long> unacknowledged = new ArrayDeque<>();
    private final ArrayDeque<PipelineAckProto> downstream = new ArrayDeque<>();
    private final boolean hasMirror;
    private boolean mirrorGone;
    private int done;
    private @Nullable Status failure;

    AckQueue(boolean hasMirror) {
        this.hasMirror = hasMirror;
    }

    void received(long seqno) {
        waiting.add(seqno);
        if (hasMirror) {
            unacknowledged.add(seqno);
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
     * @throws HdfsException when no packet, or another one, waits for it
     */
    void acknowledged(PipelineAckProto ack) throws HdfsException {
        Long expected = unacknowledged.poll();
        if (expected == null || expected != ack.getSeqno()) {
            throw new HdfsException(ErrorCode.IO, "ack of packet " + ack.getSeqno() + " instead of " + expected);
        }
        downstream.add(ack);
    }

    /** The next ack that is to be sent upstream, or null when it must wait. */
    @Nullable
    PipelineAckProto poll() {
        Long seqno = waiting.peek();
        if (seqno == null) {
            return null;
        }
        Status failed = failure;
        if (done == 0) {
            if (failed == null) {
                return null;
            }
            waiting.clear();
            return PipelineAcks.of(seqno, failed);
        }
        if (!hasMirror) {
            return take(PipelineAcks.of(seqno, Status.SUCCESS));
        }
        PipelineAckProto answer = downstream.poll();
        if (answer != null) {
            return take(PipelineAcks.prepend(Status.SUCCESS, answer, 0));
        }
        return mirrorGone ? take(PipelineAcks.of(seqno, List.of(Status.SUCCESS, Status.ERROR), 0)) : null;
    }

    private PipelineAckProto take(PipelineAckProto ack) {
        waiting.remove();
        done--;
        return ack;
    }

    /** Packets that wait for their ack. */
    int size() {
        return waiting.size();
    }
}
