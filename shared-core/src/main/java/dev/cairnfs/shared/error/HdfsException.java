package dev.cairnfs.shared.error;

import java.io.IOException;

/**
 * An expected error: the caller asked for something that the rules refuse. Nothing was changed when it is thrown. It
 * carries no stack trace, because it is an answer and not a fault.
 */
public final class HdfsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public HdfsException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public HdfsException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
