package dev.cairnfs.namenode.app.http;

import dev.cairnfs.http.JsonBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Keeps a bounded number of buffers for the next requests; a buffer that grew large is let go. */
public final class JsonBufferPool {
    private static final int BUFFERS_MAX = 64;
    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private final ArrayBlockingQueue<JsonBuffer> free = new ArrayBlockingQueue<>(BUFFERS_MAX);

    /** An empty buffer; to be given back. */
    public JsonBuffer take() {
        JsonBuffer buffer = free.poll();
        return buffer != null ? buffer : new JsonBuffer(INITIAL_BYTES);
    }

    public void giveBack(JsonBuffer buffer) {
        if (buffer.capacity() <= KEPT_BYTES_MAX) {
            buffer.clear();
            // A full pool refuses it, and the collector takes it.
            boolean unused = free.offer(buffer);
        }
    }
}
