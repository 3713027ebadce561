package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.util.List;

/** A running cluster of one NameNode and three DataNodes, each in a JVM of its own. */
interface ClusterUnderTest extends AutoCloseable {
    int DATANODES = 3;

    String name();

    /** The NameNode's HTTP port on 127.0.0.1. */
    int httpPort();

    /** The process ids of all servers, for their CPU time. */
    List<Long> pids() throws IOException;

    /** From the first process's start until a file could be written, in milliseconds. */
    long readyMillis();

    @Override
    void close() throws IOException;
}
