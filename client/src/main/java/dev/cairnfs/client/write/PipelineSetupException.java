package dev.cairnfs.client.write;

import java.io.IOException;

/** A DataNode refused the pipeline; internal, the state machine decides what becomes of it. */
public final class PipelineSetupException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int badNode;
    private final boolean restarting;

    public PipelineSetupException(int badNode, boolean restarting, String message) {
        super(message);
        this.badNode = badNode;
        this.restarting = restarting;
    }

    /** The place in the pipeline of the node at fault. */
    int badNode() {
        return badNode;
    }

    /** Whether it stops and will be back. */
    boolean isRestarting() {
        return restarting;
    }
}
