package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies up to a limit. Memory is taken as bytes arrive, so that an announced length alone costs nothing. */
final class RequestBodies {
    private RequestBodies() {}

    /**
     * The whole body.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT when it is longer than the limit
     */
    static byte[] read(HttpServletRequest request, int limit) throws HdfsException, IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        InputStream in = request.getInputStream();
        byte[] body = in.readNBytes(limit);
        if (body.length == limit && in.read() >= 0) {
            throw tooLarge(limit);
        }
        return body;
    }

    /**
     * Refuses a body of another type than expected: the types that a foreign page may send without asking are others.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT when there is a body whose type is not the expected one
     */
    static void checkType(HttpServletRequest request, String expected) throws HdfsException {
        if (request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null)) {
            return;
        }
        String type = request.getContentType();
        int end = type == null ? -1 : type.indexOf(';');
        String bare = type == null ? "" : end < 0 ? type : type.substring(0, end);
        if (!bare.strip().equalsIgnoreCase(expected)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "The Content-Type must be " + expected + ", not " + (bare.isEmpty() ? "absent" : bare));
        }
    }

    private static HdfsException tooLarge(int limit) {
        return new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The body is larger than " + limit + " bytes");
    }
}
