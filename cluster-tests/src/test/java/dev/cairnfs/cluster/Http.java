package dev.cairnfs.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Plain HTTP, as a script would speak it. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String USER = System.getProperty("user.name");

    private Http() {}

    /** An answer with its whole body. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, String location, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        Answer expect(int wanted) throws IOException {
            if (status != wanted) {
                throw new IOException("the answer was " + status + ", not " + wanted + ": " + text());
            }
            return this;
        }
    }

    static Answer send(String method, String url) throws IOException {
        return send(method, url, BodyPublishers.noBody());
    }

    static Answer send(String method, String url, BodyPublisher body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, body)
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("location").orElse(""),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static String webHdfs(TestCluster cluster, String path, String operation) {
        return cluster.url("/webhdfs/v1" + path + "?user.name=" + USER + "&op=" + operation);
    }

    /** Both steps of CREATE. */
    static void create(TestCluster cluster, String path, String parameters, byte[] content) throws IOException {
        Answer redirect =
                send("PUT", webHdfs(cluster, path, "CREATE" + parameters)).expect(307);
        send("PUT", redirect.location(), BodyPublishers.ofByteArray(content)).expect(201);
    }

    /** Both steps of OPEN. */
    static byte[] open(TestCluster cluster, String path) throws IOException {
        Answer redirect = send("GET", webHdfs(cluster, path, "OPEN")).expect(307);
        return send("GET", redirect.location()).expect(200).body();
    }

    /** Opens a file's content as a stream. */
    static InputStream openStream(TestCluster cluster, String path) throws IOException {
        Answer redirect = send("GET", webHdfs(cluster, path, "OPEN")).expect(307);
        return URI.create(redirect.location()).toURL().openStream();
    }
}
