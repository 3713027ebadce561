package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.http.JsonBuffer;
import dev.cairnfs.http.RemoteExceptions;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.http.JsonBufferPool;
import dev.cairnfs.namenode.app.http.OperationTimers;
import dev.cairnfs.namenode.app.http.PercentDecoder;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * WebHDFS, dispatched by the registry of operations. It stands beside Spring's dispatcher, because routing and mapping
 * there cost more than the operations themselves.
 */
public final class WebHdfsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "/webhdfs/v1";
    private static final int METHOD_NOT_ALLOWED = 405;

    private final transient NameNodeDoor nameNode;
    private final transient CallerResolver callers;
    private final transient OperationRegistry registry;
    private final transient OperationTimers timers;
    private final transient JsonBufferPool buffers = new JsonBufferPool();

    public WebHdfsServlet(
            NameNodeDoor nameNode, CallerResolver callers, OperationRegistry registry, OperationTimers timers) {
        this.nameNode = nameNode;
        this.callers = callers;
        this.registry = registry;
        this.timers = timers;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Verb verb = Verb.of(request.getMethod());
        if (verb == null) {
            response.setHeader("Allow", "GET, HEAD, PUT, POST, DELETE");
            RemoteExceptions.send(
                    response,
                    METHOD_NOT_ALLOWED,
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The HTTP method " + request.getMethod() + " is not supported");
            return;
        }
        long start = System.nanoTime();
        JsonBuffer json = buffers.take();
        String op = null;
        try {
            QueryString query = QueryString.parse(request.getQueryString());
            Operation operation = registry.find(verb, query.get("op"));
            op = operation.name();
            checkParameters(query);
            HdfsPath path = HdfsPath.parse(path(request));
            Call call = new Call(nameNode, callers.resolve(request, query), path, query, response, json);
            operation.handler().handle(call);
        } catch (HdfsException e) {
            RemoteExceptions.send(response, e);
        } catch (RuntimeException e) {
            RemoteExceptions.sendFault(response, "WebHDFS " + (op == null ? verb : op), e);
        } finally {
            buffers.giveBack(json);
        }
        record(op, start);
    }

    private void record(@Nullable String op, long start) {
        if (op != null) {
            timers.record(op, System.nanoTime() - start);
        }
    }

    /** HDFS refuses a bad value also of a parameter that the operation at hand does not use. */
    private void checkParameters(QueryString query) throws HdfsException {
        for (int i = 0; i < query.size(); i++) {
            Parameter<?> parameter = registry.parameter(query.name(i));
            if (parameter != null) {
                parameter.value(query.value(i));
            }
        }
    }

    /** The path below the prefix, decoded once from the raw target: the container's own decoding is not used. */
    private static String path(HttpServletRequest request) throws HdfsException {
        String raw = request.getRequestURI();
        if (!raw.startsWith(PREFIX)) {
            // "/webhdfs/v1/../x" and its like: the container has resolved the dots before it chose this servlet.
            throw new HdfsException(ErrorCode.INVALID_PATH, "Invalid path name " + raw);
        }
        if (raw.length() == PREFIX.length()) {
            return "/";
        }
        if (raw.charAt(PREFIX.length()) != '/') {
            throw new HdfsException(ErrorCode.INVALID_PATH, "Invalid path name " + raw);
        }
        return PercentDecoder.path(raw.substring(PREFIX.length()));
    }
}
