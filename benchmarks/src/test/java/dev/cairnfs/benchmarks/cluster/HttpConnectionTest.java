package dev.cairnfs.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator's HTTP against answers as servers send them. */
@Timeout(20)
class HttpConnectionTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private HttpConnection connect() throws IOException {
        return new HttpConnection("127.0.0.1", server.getLocalPort());
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    /** Reads a request of so many bytes of body, and answers. */
    private static String exchange(Socket peer, int bodyBytes, String answer) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = peer.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        in.readNBytes(bodyBytes);
        peer.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        return head.toString();
    }

    @Test
    void bodiesOfEveryKindAreReadToTheirEnd() throws Exception {
        try (HttpConnection connection = connect();
                Socket peer = server.accept()) {
            CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> {
                try {
                    String first = exchange(peer, 0, lines("HTTP/1.1 200 OK", "Content-Length: 3", "", "abc"));
                    String chunks = lines("5", "abcde", "a", "0123456789", "0", "", "");
                    exchange(peer, 0, lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", chunks));
                    String interim = lines("HTTP/1.1 100 Continue", "", "");
                    String location = "location: http://h:1/a%20b?x=1";
                    exchange(peer, 7, interim + lines("HTTP/1.1 307 T", location, "Content-Length: 0", "", ""));
                    return first;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(connection.call("GET", "/a?b=c").bodyBytes()).isEqualTo(3);
            assertThat(connection.call("GET", "/a").bodyBytes()).isEqualTo(15);
            HttpConnection.Answer redirect = connection.put("/p", new byte[4], 7);
            assertThat(redirect.status()).isEqualTo(307);
            assertThat(HttpConnection.pathAndQuery(redirect.location())).isEqualTo("/a%20b?x=1");
            assertThatThrownBy(() -> redirect.expect(201, "CREATE")).hasMessage("CREATE answered 307, not 201");
            assertThat(served.get(10, TimeUnit.SECONDS)).startsWith("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:");
        }
    }

    @Test
    void aServerThatClosesIsConnectedToAgain() throws Exception {
        try (HttpConnection connection = connect();
                Socket first = server.accept()) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try {
                    exchange(first, 0, lines("HTTP/1.1 200 OK", "Connection: close", "", "abcd"));
                    first.shutdownOutput();
                    try (Socket second = server.accept()) {
                        exchange(second, 0, lines("HTTP/1.1 200 OK", "Content-Length: 50", "", "abc"));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(connection.call("GET", "/").bodyBytes()).isEqualTo(4);
            assertThatThrownBy(() -> connection.call("GET", "/")).hasMessageContaining("in mid-body");
            served.get(10, TimeUnit.SECONDS);
        }
    }
}
