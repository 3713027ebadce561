package dev.cairnfs.client.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.FsyncRequest;
import dev.cairnfs.api.OpenFile;
import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import tools.jackson.databind.json.JsonMapper;

class HttpClientProtocolTest {
    private record Answer(int status, String body) {}

    /** Pauses pass at once. */
    private static final class ManualClock implements WaitingClock {
        private final List<Long> pauses = new ArrayList<>();
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void pause(long millis) {
            pauses.add(millis);
            now += Duration.ofMillis(millis).toNanos();
        }
    }

    private static Answer refusal(String exception) {
        return new Answer(
                403,
                "{\"RemoteException\":{\"exception\":\"" + exception
                        + "\",\"javaClassName\":\"x\",\"message\":\"not now\"}}");
    }

    private static final TransportSettings QUICK = new TransportSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5), 3, 4, RefusalRetries.STANDARD);

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> callIds = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private HttpServer server;
    private ApiTransport transport;
    private HttpClientProtocol client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        transport = new ApiTransport(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), QUICK, clock);
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
    void eachCallOfWritingAndRecoveryHasItsRoute() throws IOException {
        ExtendedBlock block = new ExtendedBlock("BP-1", new Block(7, 1001, 20));
        LocatedBlock located = new LocatedBlock(block, 0, false, List.of());
        String json = JsonMapper.builder().build().writeValueAsString(located);
        answers.add(new Answer(200, json));
        assertThat(client.updateBlockForPipeline("u", new UpdateBlockForPipelineRequest(block, "c")))
                .isEqualTo(located);
        answers.add(new Answer(200, json));
        assertThat(client.additionalDatanode(
                        "u",
                        new AdditionalDatanodeRequest(
                                "/f", 3, "c", block, List.of("a"), List.of("DS-a"), List.of("b:1"), 1)))
                .isEqualTo(located);
        for (int i = 0; i < 3; i++) {
            answers.add(new Answer(200, "{}"));
        }
        client.updatePipeline("u", new UpdatePipelineRequest("c", block, block, List.of("a"), List.of("DS-a")));
        client.fsync("u", new FsyncRequest("/f", 3, "c", block));
        client.concat("u", new ConcatRequest("/f", List.of("/g")));
        answers.add(new Answer(200, "{\"result\":true}"));
        assertThat(client.truncate("u", new TruncateRequest("/f", 5, "c"))).isTrue();
        answers.add(new Answer(200, "{\"result\":false}"));
        assertThat(client.recoverLease("u", new RecoverLeaseRequest("/f", "c", true)))
                .isFalse();
        answers.add(
                new Answer(
                        200,
                        "{\"files\":[{\"fileId\":9,\"path\":\"/f\",\"clientName\":\"\",\"clientMachine\":\"\"}],\"hasMore\":true}"));
        assertThat(client.openFiles("u", "/d d", 8, true)).satisfies(page -> {
            assertThat(page.files()).containsExactly(new OpenFile(9, "/f", "", ""));
            assertThat(page.hasMore()).isTrue();
        });
        assertThat(requests)
                .extracting(request -> request.split(" ", -1)[1])
                .containsExactly(
                        "/api/v1/client/update-block-for-pipeline?user.name=u",
                        "/api/v1/client/additional-datanode?user.name=u",
                        "/api/v1/client/update-pipeline?user.name=u",
                        "/api/v1/client/fsync?user.name=u",
                        "/api/v1/client/concat?user.name=u",
                        "/api/v1/client/truncate?user.name=u",
                        "/api/v1/client/recover-lease?user.name=u",
                        "/api/v1/open-files?user.name=u&path=%2Fd%20d&after=8&kind=blocking-decommission");
        assertThat(requests.get(0)).contains("\"clientName\":\"c\"", "\"generationStamp\":1001");
        assertThat(requests.get(6)).contains("\"own\":true");
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
        answers.add(refusal("AccessControlException"));
        assertThatThrownBy(() -> client.delete("u", new DeleteRequest("/a", true)))
                .isInstanceOfSatisfying(HdfsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_CONTROL);
                    assertThat(e).hasMessage("not now");
                });
        assertThat(requests).hasSize(1);
        assertThat(clock.pauses).isEmpty();
    }

    @Test
    void whatIsRefusedForNowIsAskedAgainUnderTheSameCallId() throws IOException {
        answers.add(refusal("RetriableException"));
        answers.add(refusal("SafeModeException"));
        answers.add(refusal("SafeModeException"));
        answers.add(new Answer(200, "{\"result\":true}"));
        assertThat(client.delete("u", new DeleteRequest("/a", true))).isTrue();
        assertThat(requests).hasSize(4).containsOnly(requests.get(0));
        assertThat(callIds).containsOnly(callIds.get(0));
        assertThat(clock.pauses).hasSize(3);
        answers.add(refusal("RetriableException"));
        answers.add(new Answer(200, "{\"result\":false}"));
        assertThat(client.isFileClosed("u", "/a")).isFalse();
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
        TransportSettings impatient = new TransportSettings(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, 3, 4, RefusalRetries.NONE);
        // Bound, so that nobody else gets the port, but nobody listens.
        try (Socket reserved = new Socket()) {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ApiTransport nobody =
                    new ApiTransport(URI.create("http://127.0.0.1:" + reserved.getLocalPort()), impatient, clock);
            HttpClientProtocol lonely = new HttpClientProtocol(nobody);
            assertThatThrownBy(() -> lonely.delete("u", new DeleteRequest("/a", true)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutcomeUnknownException.class);
            nobody.close();
        }
    }
}
