package dev.cairnfs.client.metadata;

import java.io.IOException;

/**
 * A call was sent and no answer came in time, nor to its repetitions: it may have been done or not. The caller has to
 * look (for example by asking for the file's status) before it does anything that depends on it.
 */
public final class OutcomeUnknownException extends IOException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
