package dev.cairnfs.http;

import dev.cairnfs.shared.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Gives the errors that the container itself finds (an unreadable request line, an illegal path, no such page) the form
 * that all other errors have. Tomcat creates it by its name.
 */
public final class JsonErrorValve extends ErrorReportValve {
    private static final String WEBHDFS_PREFIX = "/webhdfs/v1";

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String uri = String.valueOf(request.getRequestURI());
        ErrorCode code = codeOf(status, uri);
        String message = code == ErrorCode.INVALID_PATH ? "Invalid path name " + uri : messageOf(status);
        JsonBuffer json = new JsonBuffer(256);
        RemoteExceptions.write(json, code, message);
        try {
            if (code == ErrorCode.INVALID_PATH) {
                response.setStatus(code.httpStatus());
            }
            response.setContentType("application/json");
            response.setContentLength(json.length());
            OutputStream out = response.getOutputStream();
            json.writeTo(out);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or the answer had begun: there is nobody to tell.
            container.getLogger().debug("cannot send an error report", e);
        }
    }

    private static ErrorCode codeOf(int status, String uri) {
        if (status == 404 && uri.startsWith(WEBHDFS_PREFIX)) {
            // Its dots led out of WebHDFS: inside it everything is answered by the servlet.
            return ErrorCode.INVALID_PATH;
        }
        return switch (status) {
            case 401 -> ErrorCode.AUTHENTICATION_FAILED;
            case 403 -> ErrorCode.ACCESS_CONTROL;
            case 404 -> ErrorCode.FILE_NOT_FOUND;
            case 405, 501 -> ErrorCode.UNSUPPORTED_OPERATION;
            default -> status >= 500 ? ErrorCode.FAULT : ErrorCode.ILLEGAL_ARGUMENT;
        };
    }

    private static String messageOf(int status) {
        return switch (status) {
            case 401 -> "Authentication is required";
            case 403 -> "This address is not open to you";
            case 404 -> "There is nothing at this address";
            case 405, 501 -> "The HTTP method is not supported here";
            default ->
                status >= 500
                        ? "The server failed on this; its log says more."
                        : "The request is not one that this server can read (status " + status + ")";
        };
    }
}
