package dev.cairnfs.client.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpClientProtocolTest {
    private record Answer(int status, String body) {}

    private static final TransportSettings QUICK =
            new TransportSettings(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(5), 3, 4);

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> callIds = new ArrayList<>();
    private HttpServer server;
    private ApiTransport transport;
    private HttpClientProtocol client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        transport = new ApiTransport(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), QUICK);
        client = new HttpClientProtocol(transport);
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        callIds.add(String.valueOf(exchange.getRequestHeaders().getFirst(ApiTransport.CALL_HEADER)));
        Answer answer = answers.poll();
        if (answer == null) {
            // No answer at all: the connection is cut.
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void asksWithUserPathAndBody() throws IOException {
        answers.add(new Answer(200, "{\"result\":true}"));
        assertThat(client.rename("al ice", new RenameRequest("/a", "/b c", null)))
                .isTrue();
        assertThat(requests.get(0)).startsWith("POST /api/v1/client/rename?user.name=al%20ice ");
        assertThat(requests.get(0)).contains("\"source\":\"/a\"", "\"destination\":\"/b c\"", "\"overwrite\":null");
    }

    @Test
    void encodesPathsForTheQuery() throws IOException {
        answers.add(new Answer(200, "{\"result\":true}"));
        client.isFileClosed("u", "/a b/ü&c%41+");
        assertThat(requests.get(0))
                .startsWith("GET /api/v1/client/file-closed?user.name=u&path=%2Fa%20b%2F%C3%BC%26c%2541%2B");
    }

    @Test
    void rebuildsTheTypedError() {
        answers.add(new Answer(
                403,
                "{\"RemoteException\":{\"exception\":\"SafeModeException\",\"javaClassName\":\"x\",\"message\":\"Name node"
                        + " is in safe mode\"}}"));
        assertThatThrownBy(() -> client.delete("u", new DeleteRequest("/a", true)))
                .isInstanceOfSatisfying(HdfsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SAFE_MODE);
                    assertThat(e).hasMessage("Name node is in safe mode");
                });
        assertThat(requests).hasSize(1);
    }

    @Test
    void anAnswerThatIsNotOursIsAnErrorWithItsStatus() {
        answers.add(new Answer(502, "<html>bad gateway"));
        answers.add(new Answer(502, ""));
        answers.add(new Answer(502, ""));
        assertThatThrownBy(() -> client.fileStatus("u", "/a")).hasMessageContaining("502");
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameCallId() throws IOException {
        answers.add(new Answer(200, "{\"result\":true}"));
        assertThat(client.delete("u", new DeleteRequest("/a", true))).isTrue();
        answers.clear();
        Deque<Answer> later = answers;
        later.clear();
        assertThatThrownBy(() -> client.delete("u", new DeleteRequest("/a", true)))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(requests).hasSize(4);
        assertThat(callIds.subList(1, 4)).containsOnly(callIds.get(1));
        assertThat(callIds.get(0)).isNotEqualTo(callIds.get(1)).matches("[0-9a-f]{32}:0");
    }

    @Test
    void aServerThatIsNotThereIsNoUnknownOutcome() throws IOException {
        server.stop(0);
        TransportSettings impatient =
                new TransportSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, 3, 4);
        try (ApiTransport nobody = new ApiTransport(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), impatient)) {
            HttpClientProtocol lonely = new HttpClientProtocol(nobody);
            assertThatThrownBy(() -> lonely.delete("u", new DeleteRequest("/a", true)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class);
        }
    }
}
