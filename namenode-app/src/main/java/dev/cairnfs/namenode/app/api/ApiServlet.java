package dev.cairnfs.namenode.app.api;

import dev.cairnfs.http.RemoteExceptions;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.http.OperationTimers;
import dev.cairnfs.namenode.app.http.PercentDecoder;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The router of {@code /api/v1}. Errors are RemoteExceptions, as in WebHDFS. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "/api/v1";
    private static final int METHOD_NOT_ALLOWED = 405;

    private record Match(Route route, String variable) {}

    private final transient Map<String, Map<String, Route>> routes = new HashMap<>();
    private final transient StaticFiles files = new StaticFiles();
    private final transient NameNodeDoor nameNode;
    private final transient CallerResolver callers;
    private final transient OperationTimers timers;

    /**
     * Takes the routes; their paths must differ.
     *
     * @param apis the groups of routes
     */
    public ApiServlet(NameNodeDoor nameNode, CallerResolver callers, OperationTimers timers, List<ApiGroup> apis) {
        this.nameNode = nameNode;
        this.callers = callers;
        this.timers = timers;
        for (ApiGroup api : apis) {
            for (Route route : api.routes()) {
                Route before = routes.computeIfAbsent(route.path(), path -> new HashMap<>())
                        .put(route.method(), route);
                if (before != null) {
                    throw new IllegalStateException(route.method() + " " + route.path() + " is there twice");
                }
            }
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String raw = request.getRequestURI();
        String path = raw.startsWith(PREFIX + "/") ? raw.substring(PREFIX.length() + 1) : "";
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        if (raw.equals(PREFIX)) {
            response.sendRedirect(PREFIX + "/");
        } else if (!raw.startsWith(PREFIX + "/")) {
            // The servlet has all of /api; only the exact names of this version are there.
            RemoteExceptions.send(response, new HdfsException(ErrorCode.FILE_NOT_FOUND, "There is no such call"));
        } else if (!method.equals("GET") || !files.serve(path, response)) {
            route(request, response, method, path);
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response, String method, String path)
            throws IOException {
        long start = System.nanoTime();
        Route route = null;
        try {
            Match match = find(response, method, path);
            if (match == null) {
                return;
            }
            route = match.route();
            QueryString query = QueryString.parse(request.getQueryString());
            ApiRequest call =
                    new ApiRequest(request, query, callers.resolve(request, query), match.variable(), nameNode);
            send(response, ApiJson.write(route.handler().handle(call)));
        } catch (HdfsException e) {
            RemoteExceptions.send(response, e);
        } catch (RuntimeException e) {
            RemoteExceptions.sendFault(response, method + " " + (route == null ? path : route.path()), e);
        }
        if (route != null) {
            timers.record(route.operation(), System.nanoTime() - start);
        }
    }

    /** The route, or null when an error was sent. */
    private @Nullable Match find(HttpServletResponse response, String method, String path)
            throws HdfsException, IOException {
        String variable = "";
        Map<String, Route> methods = routes.get(path);
        if (methods == null) {
            int first = path.indexOf('/');
            int second = first < 0 ? -1 : path.indexOf('/', first + 1);
            if (second > 0) {
                variable = PercentDecoder.path(path.substring(first + 1, second));
                methods = routes.get(path.substring(0, first) + "/*" + path.substring(second));
            }
        }
        if (methods == null) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "There is no " + PREFIX + "/" + path);
        }
        Route route = methods.get(method);
        if (route == null) {
            response.setHeader(
                    "Allow",
                    String.join(", ", methods.keySet().stream().sorted().toList()));
            RemoteExceptions.send(
                    response,
                    METHOD_NOT_ALLOWED,
                    ErrorCode.UNSUPPORTED_OPERATION,
                    method + " is not supported on " + PREFIX + "/" + path);
            return null;
        }
        return new Match(route, variable);
    }

    private static void send(HttpServletResponse response, byte[] json) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
