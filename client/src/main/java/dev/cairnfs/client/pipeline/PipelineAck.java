package dev.cairnfs.client.pipeline;

import java.util.List;

/** What the DataNodes of a pipeline say of a packet, the nearest first. */
public record PipelineAck(long seqno, List<NodeReply> replies) {
    /** The number of heartbeats, which are acknowledged, too. */
    public static final long HEARTBEAT_SEQNO = -1;

    public PipelineAck {
        replies = List.copyOf(replies);
    }

    /** The place of the nearest DataNode that does not say success, or -1. */
    int firstFailure() {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i).outcome() != NodeReply.Outcome.SUCCESS) {
                return i;
            }
        }
        return -1;
    }
}
