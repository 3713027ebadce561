package dev.cairnfs.client.metadata;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/** Rebuilds the typed error that a server put into a RemoteException body. */
final class RemoteErrors {
    private RemoteErrors() {}

    /**
     * The error that a non-2xx answer stands for.
     *
     * @param body may be empty or no JSON at all, when something between us and the server answered
     */
    static IOException of(int status, byte[] body, ObjectReader treeReader) {
        JsonNode remote = remoteException(body, treeReader);
        if (remote == null) {
            return new IOException("the server answered HTTP " + status + " without a RemoteException");
        }
        ErrorCode code = ErrorCode.ofExceptionName(remote.path("exception").asString(""));
        String message = remote.path("message").asString("");
        if (code == ErrorCode.IO && status >= 500) {
            code = ErrorCode.FAULT;
        }
        return new HdfsException(code, message);
    }

    private static @Nullable JsonNode remoteException(byte[] body, ObjectReader treeReader) {
        if (body.length == 0) {
            return null;
        }
        try {
            JsonNode node = treeReader.readTree(body).path("RemoteException");
            return node.isObject() ? node : null;
        } catch (JacksonException notJson) {
            // A proxy's HTML page, for example: the status is all that can be told.
            return null;
        }
    }
}
