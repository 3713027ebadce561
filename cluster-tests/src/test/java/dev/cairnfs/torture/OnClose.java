package dev.cairnfs.torture;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be ended, the youngest first, each whatever the others throw. */
final class OnClose implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T what) {
        all.push(what);
        return what;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                IOException wrapped = e instanceof IOException io ? io : new IOException(e);
                if (failure == null) {
                    failure = wrapped;
                } else {
                    failure.addSuppressed(wrapped);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
