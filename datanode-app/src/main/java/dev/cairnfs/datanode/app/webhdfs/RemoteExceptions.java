package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.shared.error.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The one form of an error over HTTP: HDFS's RemoteException as JSON, never a stack trace. */
final class RemoteExceptions {
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

    private RemoteExceptions() {}

    /** The body alone. */
    static byte[] body(ErrorCode code, String message) {
        Map<String, String> remote = new LinkedHashMap<>();
        remote.put("exception", code.exceptionName());
        remote.put("javaClassName", code.javaClassName());
        remote.put("message", message);
        return WRITER.writeValueAsBytes(Map.of("RemoteException", remote));
    }

    /** Answers with an error; nothing may have been sent before. */
    static void send(HttpServletResponse response, ErrorCode code, String message) throws IOException {
        response.resetBuffer();
        byte[] body = body(code, message);
        response.setStatus(code.httpStatus());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
