package dev.cairnfs.namenode.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole NameNode on a free port of 127.0.0.1, shared by all tests that extend this class. */
@SpringBootTest(classes = NameNodeApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
public abstract class RunningNameNode {
    protected static final String SUPERUSER = System.getProperty("user.name");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @LocalServerPort
    protected int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        Path directory = temporaryDirectory();
        registry.add("cairn.namenode.name-dirs", directory::toString);
        registry.add("cairn.namenode.format", () -> "true");
        registry.add("cairn.namenode.block-size.minimum", () -> "1KB");
        registry.add("cairn.namenode.groups.static", () -> "alice=users;bob=users;gateway=gateways");
        registry.add("cairn.namenode.proxy-users.gateway.hosts", () -> "*");
        registry.add("cairn.namenode.proxy-users.gateway.groups", () -> "users");
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "namenodes")), "nn")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer with its body as text. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The name of the exception in it, with the status before. */
        public String error() {
            return status + " " + json().at("/RemoteException/exception").asString();
        }

        public String message() {
            return json().at("/RemoteException/message").asString();
        }
    }

    protected Answer send(String method, String pathAndQuery, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (body.contentLength() > 0) {
            request.header(
                    "Content-Type",
                    pathAndQuery.contains("/block-report?") ? "application/octet-stream" : "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    protected Answer call(String method, String pathAndQuery) {
        return send(method, pathAndQuery, HttpRequest.BodyPublishers.noBody());
    }

    /** WebHDFS as the superuser. */
    protected Answer hdfs(String method, String path, String query) {
        return call(method, "/webhdfs/v1" + path + "?user.name=" + SUPERUSER + "&" + query);
    }

    protected Answer post(String path, String json) {
        return send(
                "POST",
                "/api/v1" + path + (path.contains("?") ? "&" : "?") + "user.name=" + SUPERUSER,
                HttpRequest.BodyPublishers.ofString(json));
    }

    protected Answer get(String path) {
        return call("GET", path);
    }
}
