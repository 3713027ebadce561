package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * Reads a JSON body into a record. Unknown properties are passed over, so that a newer DataNode can talk to an older
 * NameNode; a missing one, a number with a fraction for an integer, or anything behind the value is refused.
 *
 * @param <T> the record
 */
final class BodyReader<T extends Record> {
    /** As for control frames of the other protocols. */
    private static final int BODY_BYTES_MAX = 4 << 20;

    private final ObjectReader reader;

    BodyReader(Class<T> type) {
        this.reader = ApiJson.MAPPER.readerFor(type);
    }

    /**
     * Reads the body of a request.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT when it is not such a record
     */
    T read(HttpServletRequest request) throws HdfsException, IOException {
        RequestBodies.checkType(request, "application/json");
        byte[] body = RequestBodies.read(request, BODY_BYTES_MAX);
        T value;
        try {
            value = reader.readValue(body);
        } catch (JacksonException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, BodyMistakes.describe(e), e);
        }
        if (value == null) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The body must be one JSON object");
        }
        RequiredComponents.check(value, "");
        return value;
    }
}
