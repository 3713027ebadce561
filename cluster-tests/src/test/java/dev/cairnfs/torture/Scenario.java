package dev.cairnfs.torture;

import java.io.IOException;

/** One kind of fault, put on a cluster cycle after cycle. All methods are called by one thread. */
interface Scenario extends AutoCloseable {
    /** Starts what is needed. */
    void start() throws IOException;

    /** Puts on a fault, ends it, and checks what was promised. */
    void cycle() throws IOException;

    /** After the last cycle: lets everything settle and checks all there is. */
    void finish() throws IOException;

    /** Ends all processes and gives all mounts back, whatever state they are in. */
    @Override
    void close() throws IOException;
}
