package dev.cairnfs.datanode.transfer;

/**
 * Settings of the block-transfer port; times in milliseconds.
 *
 * @param bindHost where to listen
 * @param port 0 lets the system choose (HDFS: 9866)
 * @param readTimeoutMillis how long a writer may be silent; it sends a heartbeat packet every half of 60 s
 * @param keepAliveMillis how long a connection may stay open between operations (HDFS: 4 s)
 * @param connectTimeoutMillis how long to try to reach the next DataNode of a pipeline
 * @param connectionsMax more connections are refused ({@code dfs.datanode.max.transfer.threads}, 4096), and operations
 *     while so many wait for the disks
 * @param writerStopMillis how long an operation waits for the former writer of its replica to stop
 *     ({@code dfs.datanode.xceiver.stop.timeout.millis}, 60 s)
 */
public record TransferConfig(
        String bindHost,
        int port,
        int readTimeoutMillis,
        int keepAliveMillis,
        int connectTimeoutMillis,
        int connectionsMax,
        int writerStopMillis) {
    /** The defaults on this address. */
    public static TransferConfig of(String bindHost, int port) {
        return new TransferConfig(bindHost, port, 65_000, 4_000, 20_000, 4096, 60_000);
    }
}
