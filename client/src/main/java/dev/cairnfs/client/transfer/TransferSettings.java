package dev.cairnfs.client.transfer;

import java.time.Duration;

/**
 * How the client talks to DataNodes.
 *
 * @param connectTimeout for one attempt to connect
 * @param socketTimeout how long a DataNode may take for anything ({@code dfs.client.socket-timeout}); a heartbeat
 *     packet goes out after half of it
 * @param timeoutPerNode added for each DataNode of a write pipeline, because its answer comes through all of them
 * @param lengthPatience how long a reader waits for each DataNode that does not say how long an open block is, when
 *     others do
 * @param idleConnections connections kept for reuse ({@code dfs.client.socketcache.capacity})
 * @param idleExpiry how long they are kept ({@code dfs.client.socketcache.expiryMsec}); below the DataNode's own 4 s
 * @param pooledBufferBytes memory of buffers that are kept for reuse
 */
public record TransferSettings(
        Duration connectTimeout,
        Duration socketTimeout,
        Duration timeoutPerNode,
        Duration lengthPatience,
        int idleConnections,
        Duration idleExpiry,
        long pooledBufferBytes) {
    public static final TransferSettings STANDARD = new TransferSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            // A lost SYN is sent again after a second.
            Duration.ofSeconds(2),
            16,
            Duration.ofSeconds(3),
            64L << 20);
}
