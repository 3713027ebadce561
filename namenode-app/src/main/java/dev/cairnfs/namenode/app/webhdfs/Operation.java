package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.util.List;

/**
 * An operation of WebHDFS: what dispatch, documentation and explorer need to know of it.
 *
 * @param name as the parameter {@code op} carries it, in upper case
 * @param summary one sentence
 * @param supported false for an operation of HDFS that this version refuses
 */
public record Operation(
        String name, Verb verb, List<Parameter<?>> parameters, String summary, boolean supported, Handler handler) {
    public Operation {
        parameters = List.copyOf(parameters);
    }

    /** Carries out one call and writes its answer. */
    @FunctionalInterface
    public interface Handler {
        void handle(Call call) throws HdfsException, IOException;
    }
}
