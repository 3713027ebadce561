package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The rows of the table, in its order. */
final class Rows {
    private static final long GIB = 1L << 30;
    private static final int SMALL_FILE_BYTES = 10 << 10;
    private static final int WARM_UP_CONNECTIONS = 16;

    private final byte[] pattern = new byte[1 << 20];
    private final int scale;

    /** @param scale divides the amount of work; 1 for a real run */
    Rows(int scale) {
        this.scale = scale;
        new SplittableRandom(20_261_121).nextBytes(pattern);
    }

    List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (int connections : new int[] {1, 16}) {
            rows.add(metadata(
                    "MKDIRS",
                    connections,
                    connections == 1 ? 2000 : 10_000,
                    (c, i) -> c.nameNode()
                            .call("PUT", DataConnections.target("/bench/mkdirs/" + i, "MKDIRS"))
                            .expect(200, "MKDIRS")));
            rows.add(metadata(
                    "GETFILESTATUS",
                    connections,
                    10_000,
                    (c, i) -> c.nameNode()
                            .call("GET", DataConnections.target("/bench/list-100/" + i % 100, "GETFILESTATUS"))
                            .expect(200, "GETFILESTATUS")));
            rows.add(listing(100, connections, 2000));
            rows.add(listing(1000, connections, 500));
            rows.add(new PreparedRow(
                    "RENAME",
                    connections,
                    4000 / scale,
                    (c, i) -> c.nameNode()
                            .call(
                                    "PUT",
                                    DataConnections.target(
                                            "/bench/victims/" + i, "RENAME&destination=/bench/moved/" + i))
                            .expect(200, "RENAME")));
            rows.add(new PreparedRow(
                    "DELETE",
                    connections,
                    4000 / scale,
                    (c, i) -> c.nameNode()
                            .call("DELETE", DataConnections.target("/bench/victims/" + i, "DELETE"))
                            .expect(200, "DELETE")));
            rows.add(metadata(
                    "CREATE of an empty file",
                    connections,
                    1000,
                    (c, i) -> c.create("/bench/empty/" + i, "", pattern, 0)));
        }
        rows.addAll(dataRows());
        return rows;
    }

    /** The rows that depend on whether DataNodes sync a block when it is closed. */
    List<Row> dataRows() {
        List<Row> rows = new ArrayList<>();
        for (int connections : new int[] {1, 16}) {
            rows.add(metadata(
                    "10 KiB files, replication 3",
                    connections,
                    1000,
                    (c, i) -> c.create("/bench/small/" + i, "&replication=3", pattern, SMALL_FILE_BYTES)));
        }
        String bulk = size(GIB / scale);
        for (int replication : new int[] {1, 3}) {
            rows.add(new BulkRow(
                    "PUT " + bulk + ", replication " + replication,
                    GIB / scale,
                    (c, round) -> c.create(
                            "/bench/bulk-" + replication, "&replication=" + replication, pattern, GIB / scale)));
            rows.add(new BulkRow(
                    "GET " + bulk + ", replication " + replication,
                    GIB / scale,
                    (c, round) -> c.open("/bench/bulk-" + replication, GIB / scale)));
        }
        return rows;
    }

    private static String size(long bytes) {
        return bytes == GIB ? "1 GiB" : (bytes >> 20) + " MiB";
    }

    /** Makes the directories that the LISTSTATUS rows list. */
    void prepare(ClusterUnderTest cluster) throws IOException {
        for (int size : new int[] {100, 1000}) {
            Load.run(
                    cluster,
                    4,
                    0,
                    size,
                    (c, i) -> c.nameNode()
                            .call("PUT", DataConnections.target("/bench/list-" + size + "/" + i, "MKDIRS"))
                            .expect(200, "MKDIRS"));
        }
        for (String parent : List.of("victims", "moved", "mkdirs", "empty", "small")) {
            try (DataConnections c = new DataConnections(cluster.httpPort())) {
                c.nameNode()
                        .call("PUT", DataConnections.target("/bench/" + parent, "MKDIRS"))
                        .expect(200, "MKDIRS");
            }
        }
    }

    /**
     * Puts the servers into the state of ones that have run for a while: without it a large part of every row is the
     * JVMs' compiling.
     */
    void warmUp(ClusterUnderTest cluster) throws IOException {
        Load.run(
                cluster,
                WARM_UP_CONNECTIONS,
                0,
                10_000 / scale,
                (c, i) -> c.nameNode()
                        .call("PUT", DataConnections.target("/bench/warm-up/" + i, "MKDIRS"))
                        .expect(200, "MKDIRS"));
        Load.run(
                cluster,
                WARM_UP_CONNECTIONS,
                0,
                30_000 / scale,
                (c, i) -> c.nameNode()
                        .call("GET", DataConnections.target("/bench/list-100/" + i % 100, "GETFILESTATUS"))
                        .expect(200, "GETFILESTATUS"));
        Load.run(
                cluster,
                WARM_UP_CONNECTIONS,
                0,
                5_000 / scale,
                (c, i) -> c.nameNode()
                        .call("GET", DataConnections.target("/bench/list-100", "LISTSTATUS"))
                        .expect(200, "LISTSTATUS"));
        Load.run(
                cluster,
                WARM_UP_CONNECTIONS,
                0,
                2_000 / scale,
                (c, i) -> c.create("/bench/warm-up/file-" + i, "&replication=3", pattern, SMALL_FILE_BYTES));
    }

    private Row listing(int size, int connections, int count) {
        return metadata(
                "LISTSTATUS of " + size,
                connections,
                count,
                (c, i) -> c.nameNode()
                        .call("GET", DataConnections.target("/bench/list-" + size, "LISTSTATUS"))
                        .expect(200, "LISTSTATUS"));
    }

    private Row metadata(String title, int connections, int count, Load.Operation operation) {
        return new OperationRow(title, connections, Math.max(connections, count / scale), operation);
    }

    private static String title(String operation, int connections) {
        return operation + ", " + connections + (connections == 1 ? " connection" : " connections");
    }

    private record OperationRow(String operationTitle, int connections, int count, Load.Operation operation)
            implements Row {
        @Override
        public String title() {
            return Rows.title(operationTitle, connections);
        }

        @Override
        public String unit() {
            return "ops/s";
        }

        @Override
        public Measure run(ClusterUnderTest cluster, int round) throws IOException {
            Load.Result result = Load.run(cluster, connections, first(round, connections), count, operation);
            return new Measure(result.perSecond(), result.serverCpuMicros(), "us/op");
        }
    }

    /** Like an operation row, on directories that are made just before, outside the measurement. */
    private record PreparedRow(String operationTitle, int connections, int count, Load.Operation operation)
            implements Row {
        @Override
        public String title() {
            return Rows.title(operationTitle, connections);
        }

        @Override
        public String unit() {
            return "ops/s";
        }

        @Override
        public Measure run(ClusterUnderTest cluster, int round) throws IOException {
            // RENAME and DELETE must not meet what the other one left behind.
            int first = first(round, connections) + (operationTitle.equals("DELETE") ? 500_000 : 0);
            Load.run(
                    cluster,
                    4,
                    first,
                    count,
                    (c, i) -> c.nameNode()
                            .call("PUT", DataConnections.target("/bench/victims/" + i, "MKDIRS"))
                            .expect(200, "MKDIRS"));
            Load.Result result = Load.run(cluster, connections, first, count, operation);
            return new Measure(result.perSecond(), result.serverCpuMicros(), "us/op");
        }
    }

    private record BulkRow(String title, long bytes, Load.Operation operation) implements Row {
        @Override
        public String unit() {
            return "MB/s";
        }

        @Override
        public Measure run(ClusterUnderTest cluster, int round) throws IOException {
            Load.Result result = Load.run(cluster, 1, round, 1, operation);
            return new Measure(bytes / 1e6 / result.seconds(), result.serverCpuSeconds() * GIB / bytes, "s/GiB");
        }
    }

    private static int first(int round, int connections) {
        return round * 10_000_000 + connections * 100_000;
    }
}
