package dev.cairnfs.http;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one form of an error over HTTP: HDFS's RemoteException as JSON, never a stack trace. */
public final class RemoteExceptions {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteExceptions.class);

    private RemoteExceptions() {}

    /** Answers with the error, unless the answer has begun: then the connection is cut, so that nobody takes it for whole. */
    public static void send(HttpServletResponse response, HdfsException error) throws IOException {
        send(response, error.code().httpStatus(), error.code(), String.valueOf(error.getMessage()));
    }

    /** Answers with the error under a status other than the one that the table has for it. */
    public static void send(HttpServletResponse response, int status, ErrorCode code, String message)
            throws IOException {
        if (response.isCommitted()) {
            throw new InterruptedIOException("the answer had begun when this came up: " + message);
        }
        // Not reset(): headers that a filter set (security, origin) belong on error answers, too.
        response.resetBuffer();
        response.setStatus(status);
        JsonBuffer json = new JsonBuffer(256);
        write(json, code, message);
        response.setContentType("application/json");
        response.setContentLength(json.length());
        json.writeTo(response.getOutputStream());
    }

    /** Something that no rule foresaw: logged in full here, told in one sentence to the caller. */
    public static void sendFault(HttpServletResponse response, String what, Throwable cause) throws IOException {
        LOG.error("{} failed", what, cause);
        send(response, ErrorCode.FAULT.httpStatus(), ErrorCode.FAULT, "The server failed on this; its log says more.");
    }

    /** Writes the body alone. */
    public static void write(JsonBuffer json, ErrorCode code, String message) {
        json.raw("{\"RemoteException\":{\"exception\":")
                .string(code.exceptionName())
                .raw(",\"javaClassName\":")
                .string(code.javaClassName())
                .raw(",\"message\":")
                .string(message)
                .raw("}}");
    }
}
