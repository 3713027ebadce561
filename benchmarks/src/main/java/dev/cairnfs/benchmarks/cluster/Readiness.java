package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Says when a cluster can be worked with: when a file was stored on all its DataNodes. */
final class Readiness {
    private Readiness() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Tries to store a small file, over and over, until it succeeds. */
    static void await(ClusterUnderTest cluster, long limitMillis) throws IOException {
        long deadline = System.nanoTime() + limitMillis * 1_000_000;
        byte[] content = new byte[1];
        while (true) {
            try (DataConnections connections = new DataConnections(cluster.httpPort())) {
                connections.create("/ready", "&replication=" + ClusterUnderTest.DATANODES, content, 1);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(cluster.name() + " is not ready after " + limitMillis + " ms", e);
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
