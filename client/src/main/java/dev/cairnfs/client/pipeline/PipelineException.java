package dev.cairnfs.client.pipeline;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A write that cannot go on. The file is not closed, so that nobody takes it for complete; what was acknowledged by a
 * flush stays on the DataNodes that acknowledged it.
 */
public final class PipelineException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why the write ended. */
    public enum Reason {
        /** No pipeline could be set up in the allowed number of tries. */
        SETUP_FAILED,
        /** The pipeline of a block failed and could not be built anew. */
        FAILED_IN_BLOCK,
        /** The NameNode did not allow the next block, or the close, in the allowed time. */
        NOT_REPLICATED_IN_TIME,
        /** The lease was not renewed until its hard limit. */
        LEASE_LOST,
        /** The writer gave the file up. */
        ABORTED
    }

    private final Reason reason;
    private final long acknowledgedInBlock;

    public PipelineException(Reason reason, long acknowledgedInBlock, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.acknowledgedInBlock = acknowledgedInBlock;
    }

    public Reason reason() {
        return reason;
    }

    /** How many bytes of the failed block all its DataNodes acknowledged. */
    public long acknowledgedInBlock() {
        return acknowledgedInBlock;
    }
}
