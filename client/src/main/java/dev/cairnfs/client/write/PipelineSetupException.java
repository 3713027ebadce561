package dev.cairnfs.client.write;

import java.io.IOException;

/** A DataNode refused the pipeline; internal, the state machine decides what becomes of it. */
final class PipelineSetupException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int badNode;

    PipelineSetupException(int badNode, String message) {
        super(message);
        this.badNode = badNode;
    }

    /** The place in the pipeline of the node at fault. */
    int badNode() {
        return badNode;
    }
}
