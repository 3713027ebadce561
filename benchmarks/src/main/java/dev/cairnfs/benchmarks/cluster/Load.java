package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same operation on several connections at once and times the whole. */
final class Load {
    /** One operation of one connection; {@code index} is unique over all connections of the run. */
    @FunctionalInterface
    interface Operation {
        void run(DataConnections connections, int index) throws IOException;
    }

    /**
     * What a run cost.
     *
     * @param seconds wall time
     * @param serverCpuSeconds CPU time of all servers of the cluster
     */
    record Result(int operations, double seconds, double serverCpuSeconds) {
        double perSecond() {
            return operations / seconds;
        }

        double serverCpuMicros() {
            return serverCpuSeconds * 1e6 / operations;
        }
    }

    private Load() {}

    /** Runs the operations with indexes {@code [first, first + count)}, spread evenly over the connections. */
    static Result run(ClusterUnderTest cluster, int connections, int first, int count, Operation operation)
            throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<DataConnections> open = new ArrayList<>();
        try {
            List<Callable<Void>> workers = new ArrayList<>();
            for (int worker = 0; worker < connections; worker++) {
                DataConnections own = new DataConnections(cluster.httpPort());
                open.add(own);
                int offset = worker;
                workers.add(() -> {
                    for (int i = offset; i < count; i += connections) {
                        operation.run(own, first + i);
                    }
                    return null;
                });
            }
            double cpuBefore = CpuTime.seconds(cluster.pids());
            long before = System.nanoTime();
            for (Future<Void> done : threads.invokeAll(workers)) {
                done.get();
            }
            double seconds = (System.nanoTime() - before) / 1e9;
            return new Result(count, seconds, CpuTime.seconds(cluster.pids()) - cpuBefore);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(cluster.name() + ": " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
            for (DataConnections connection : open) {
                connection.close();
            }
        }
    }
}
