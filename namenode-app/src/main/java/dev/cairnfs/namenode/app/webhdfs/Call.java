package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.http.JsonBuffer;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request on its way through an operation. Used by one thread. */
public final class Call {
    private final NameNodeDoor nameNode;
    private final Caller caller;
    private final HdfsPath path;
    private final QueryString query;
    private final HttpServletResponse response;
    private final JsonBuffer json;

    Call(
            NameNodeDoor nameNode,
            Caller caller,
            HdfsPath path,
            QueryString query,
            HttpServletResponse response,
            JsonBuffer json) {
        this.nameNode = nameNode;
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.response = response;
        this.json = json;
    }

    Caller caller() {
        return caller;
    }

    HdfsPath path() {
        return path;
    }

    QueryString query() {
        return query;
    }

    HttpServletResponse response() {
        return response;
    }

    NameNodeDoor nameNode() {
        return nameNode;
    }

    <R> R execute(Command<R> command) throws HdfsException {
        return nameNode.execute(caller, command);
    }

    <R> R read(Query<R> question) throws HdfsException {
        return nameNode.query(caller, question);
    }

    /** The parameter's value or its fallback. */
    <T> @Nullable T optional(Parameter<T> parameter) throws HdfsException {
        return parameter.value(query.get(parameter.name()));
    }

    /** The value of a parameter that has a fallback. */
    <T> T value(Parameter<T> parameter) throws HdfsException {
        T value = optional(parameter);
        if (value == null) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "Required param " + parameter.name() + " is null or empty");
        }
        return value;
    }

    /** The value of a parameter that the operation cannot do without. */
    <T> T required(Parameter<T> parameter, String op) throws HdfsException {
        T value = optional(parameter);
        if (value == null || value.toString().isEmpty()) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Required param " + parameter.name() + " for op: " + op + " is null or empty");
        }
        return value;
    }

    /** The buffer for the answer's JSON; {@link #sendJson} sends it. */
    JsonBuffer json() {
        return json;
    }

    void sendJson() throws IOException {
        response.setContentType("application/json");
        response.setContentLength(json.length());
        json.writeTo(response.getOutputStream());
    }

    void sendBoolean(boolean value) throws IOException {
        json.raw("{\"boolean\":").bool(value).raw('}');
        sendJson();
    }

    void sendPath(String value) throws IOException {
        json.raw("{\"Path\":").string(value).raw('}');
        sendJson();
    }

    /** 200 with nothing in it. */
    void sendEmpty() {
        response.setContentType("application/octet-stream");
        response.setContentLength(0);
    }
}
