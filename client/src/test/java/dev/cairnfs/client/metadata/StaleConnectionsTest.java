package dev.cairnfs.client.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A NameNode that starts again leaves a client with many connections that are dead and do not know it. */
final class StaleConnectionsTest {
    private static final int CONNECTIONS = 8;
    private static final int ATTEMPTS = 2;
    private static final TransportSettings SETTINGS = new TransportSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            ATTEMPTS,
            CONNECTIONS,
            RefusalRetries.NONE);

    @Test
    void oneDeadConnectionEndsThemAll() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS);
        HttpServer first = server(0, threads, new CyclicBarrier(CONNECTIONS));
        int port = first.getAddress().getPort();
        try (ApiTransport transport = new ApiTransport(URI.create("http://127.0.0.1:" + port), SETTINGS)) {
            HttpClientProtocol client = new HttpClientProtocol(transport);
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                calls.add(threads.submit(() -> client.isFileClosed("u", "/a")));
            }
            for (Future<Boolean> call : calls) {
                assertThat(call.get(1, TimeUnit.MINUTES)).isTrue();
            }
            first.stop(0);
            HttpServer second = server(port, threads, null);
            try {
                assertThat(client.isFileClosed("u", "/a")).isTrue();
            } finally {
                second.stop(0);
            }
        } finally {
            first.stop(0);
            threads.shutdownNow();
        }
    }

    /** Answers when all have asked, so that each has a connection of its own. */
    private static HttpServer server(int port, ExecutorService threads, @Nullable CyclicBarrier together)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try {
                if (together != null) {
                    together.await(1, TimeUnit.MINUTES);
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
            byte[] answer = "{\"result\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
