package dev.cairnfs.shared.wire;

import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/**
 * Pipeline acks: a sequence number and a reply of each DataNode, the nearest first. A flag word for each reply packs
 * the status (bits 0 to 3), the congestion state (bits 5 and 6) and whether the node is known to be slow (bits 7 and 8);
 * old senders send the status alone.
 */
public final class PipelineAcks {
    private static final int STATUS_MASK = 0xF;
    private static final int SLOW_SHIFT = 7;
    private static final int SLOW_MASK = 3;
    private static final int SLOW_YES = 2;

    /** The sequence number of an ack that answers no packet: it is sent out of band. */
    public static final long OUT_OF_BAND_SEQNO = -2;

    private PipelineAcks() {}

    /** An ack of the last DataNode of a pipeline. */
    public static PipelineAckProto of(long seqno, Status own) {
        return of(seqno, List.of(own), 0);
    }

    /** An ack of the last DataNode of a pipeline, which the NameNode perhaps finds slow. */
    public static PipelineAckProto of(long seqno, Status own, boolean slow) {
        return PipelineAckProto.newBuilder()
                .setSeqno(seqno)
                .addReply(own)
                .addFlag(word(own, slow))
                .setDownstreamAckTimeNanos(0)
                .build();
    }

    private static int word(Status status, boolean slow) {
        return status.getNumber() | (slow ? SLOW_YES << SLOW_SHIFT : 0);
    }

    /**
     * An ack with the replies of several DataNodes.
     *
     * @param downstreamNanos how long the next DataNode took, in nanoseconds; 0 at the end of the pipeline
     */
    public static PipelineAckProto of(long seqno, List<Status> replies, long downstreamNanos) {
        PipelineAckProto.Builder ack = PipelineAckProto.newBuilder().setSeqno(seqno);
        for (Status status : replies) {
            ack.addReply(status).addFlag(status.getNumber());
        }
        return ack.setDownstreamAckTimeNanos(downstreamNanos).build();
    }

    /** An ack with our own reply before those that came from downstream, whose flags are kept. */
    public static PipelineAckProto prepend(Status own, PipelineAckProto downstream, long downstreamNanos) {
        return prepend(own, false, downstream, downstreamNanos);
    }

    /** As {@link #prepend(Status, PipelineAckProto, long)}, from a DataNode that the NameNode perhaps finds slow. */
    public static PipelineAckProto prepend(
            Status own, boolean slow, PipelineAckProto downstream, long downstreamNanos) {
        PipelineAckProto.Builder ack = PipelineAckProto.newBuilder().setSeqno(downstream.getSeqno());
        ack.addReply(own).addFlag(word(own, slow));
        for (int i = 0; i < downstream.getReplyCount(); i++) {
            ack.addReply(downstream.getReply(i)).addFlag(flag(downstream, i));
        }
        return ack.setDownstreamAckTimeNanos(downstreamNanos).build();
    }

    /** The status of reply {@code i}; from the flags where the sender sent them. */
    public static Status status(PipelineAckProto ack, int i) {
        Status status = ack.getFlagCount() > i ? Status.forNumber(ack.getFlag(i) & STATUS_MASK) : ack.getReply(i);
        return status == null ? Status.ERROR : status;
    }

    /** The flag word of reply {@code i}. */
    public static int flag(PipelineAckProto ack, int i) {
        return ack.getFlagCount() > i ? ack.getFlag(i) : ack.getReply(i).getNumber();
    }

    /** True when reply {@code i} says that the NameNode finds its DataNode slow. */
    public static boolean isSlow(PipelineAckProto ack, int i) {
        return ((flag(ack, i) >>> SLOW_SHIFT) & SLOW_MASK) == SLOW_YES;
    }

    /** True when every reply is a success. */
    public static boolean isSuccess(PipelineAckProto ack) {
        return firstFailure(ack) < 0;
    }

    /** The index of the first reply that is no success, or -1. */
    public static int firstFailure(PipelineAckProto ack) {
        for (int i = 0; i < ack.getReplyCount(); i++) {
            if (status(ack, i) != Status.SUCCESS) {
                return i;
            }
        }
        return -1;
    }

    /** True for an ack that a restarting DataNode has sent out of band, or one before it has passed on. */
    public static boolean isOutOfBand(PipelineAckProto ack) {
        if (ack.getSeqno() != OUT_OF_BAND_SEQNO) {
            return false;
        }
        for (int i = 0; i < ack.getReplyCount(); i++) {
            if (isOutOfBand(status(ack, i))) {
                return true;
            }
        }
        return false;
    }

    /** True for a status that a restarting DataNode sends out of band. */
    public static boolean isOutOfBand(Status status) {
        return status.getNumber() >= Status.OOB_RESTART_VALUE && status.getNumber() <= Status.OOB_RESERVED3_VALUE;
    }
}
