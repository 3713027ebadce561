package dev.cairnfs.namenode.app.api;

import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One call of {@code /api/v1}. Used by one thread. */
final class ApiRequest {
    private final HttpServletRequest http;
    private final QueryString query;
    private final Caller caller;
    private final String pathVariable;
    private final NameNodeDoor nameNode;

    ApiRequest(HttpServletRequest http, QueryString query, Caller caller, String pathVariable, NameNodeDoor nameNode) {
        this.http = http;
        this.query = query;
        this.caller = caller;
        this.pathVariable = pathVariable;
        this.nameNode = nameNode;
    }

    Caller caller() {
        return caller;
    }

    NameNodeDoor nameNode() {
        return nameNode;
    }

    /** What stands for the star in the route; empty where it has none. */
    String pathVariable() {
        return pathVariable;
    }

    /** The body as a record. */
    <T extends Record> T body(BodyReader<T> reader) throws HdfsException, IOException {
        return reader.read(http);
    }

    /** The body's length as announced; -1 when it is not. */
    long length() {
        return http.getContentLengthLong();
    }

    /** The body as it is. */
    byte[] bytes(int limit) throws HdfsException, IOException {
        RequestBodies.checkType(http, "application/octet-stream");
        return RequestBodies.read(http, limit);
    }

    <R> R execute(Command<R> command) throws HdfsException {
        return nameNode.execute(caller, command);
    }

    <R> R read(Query<R> question) throws HdfsException {
        return nameNode.query(caller, question);
    }

    /** Refuses everybody but superusers, in HDFS's words. */
    void requireSuperuser() throws HdfsException {
        if (!caller.superuser()) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Access denied for user " + caller.user() + ". Superuser privilege is required");
        }
    }

    @Nullable
    String optional(String parameter) {
        return query.get(parameter);
    }

    String required(String parameter) throws HdfsException {
        String value = query.get(parameter);
        if (value == null || value.isEmpty()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The parameter " + parameter + " is missing");
        }
        return value;
    }

    HdfsPath path() throws HdfsException {
        return HdfsPath.parse(required("path"));
    }

    /** A number of at least 0. */
    long number(String parameter, long fallback) throws HdfsException {
        String text = query.get(parameter);
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw badNumber(parameter, text);
        }
        throw badNumber(parameter, text);
    }

    private static HdfsException badNumber(String parameter, String text) {
        return new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT,
                "The parameter " + parameter + " must be a number of at least 0, not \"" + text + "\"");
    }
}
