package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.util.Map;

/**
 * One call of {@code /api/v1}.
 *
 * @param method the HTTP method
 * @param path below {@code /api/v1/}, with a star for the one variable segment
 * @param operation its name in metrics
 */
record Route(String method, String path, String operation, Handler handler) {
    /** What a call without a result answers. */
    static final Map<String, String> EMPTY = Map.of();

    /** Carries out a call. */
    @FunctionalInterface
    interface Handler {
        /** The answer, to be written as JSON. */
        Object handle(ApiRequest request) throws HdfsException, IOException;
    }

    static Route get(String path, String operation, Handler handler) {
        return new Route("GET", path, operation, handler);
    }

    static Route post(String path, String operation, Handler handler) {
        return new Route("POST", path, operation, handler);
    }
}
