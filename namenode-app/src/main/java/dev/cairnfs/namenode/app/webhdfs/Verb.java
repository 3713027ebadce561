package dev.cairnfs.namenode.app.webhdfs;

import org.jspecify.annotations.Nullable;

/** The HTTP methods of WebHDFS. */
public enum Verb {
    GET,
    PUT,
    POST,
    DELETE;

    /** The sentence with which HDFS refuses an operation that this method does not have. */
    String unknownOperation(String op) {
        return Parameter.invalidValue("op", op + " is not a valid " + this + " operation.");
    }

    /** The verb of a request; HEAD is a GET whose body the container leaves out. Null for any other method. */
    static @Nullable Verb of(String method) {
        return switch (method) {
            case "GET", "HEAD" -> GET;
            case "PUT" -> PUT;
            case "POST" -> POST;
            case "DELETE" -> DELETE;
            default -> null;
        };
    }
}
