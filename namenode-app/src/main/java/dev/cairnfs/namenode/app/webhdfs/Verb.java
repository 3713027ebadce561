package dev.cairnfs.namenode.app.webhdfs;

import org.jspecify.annotations.Nullable;

/** The HTTP methods of WebHDFS, with the name of the enum that HDFS's error messages give for each. */
public enum Verb {
    GET("GetOpParam"),
    PUT("PutOpParam"),
    POST("PostOpParam"),
    DELETE("DeleteOpParam");

    private final String hdfsEnum;

    Verb(String hdfsEnum) {
        this.hdfsEnum = hdfsEnum;
    }

    /** The sentence with which HDFS refuses an operation that this method does not have. */
    String unknownOperation(String op) {
        return "Invalid value for webhdfs parameter \"op\": No enum constant org.apache.hadoop.hdfs.web.resources."
                + hdfsEnum + ".Op." + op;
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
