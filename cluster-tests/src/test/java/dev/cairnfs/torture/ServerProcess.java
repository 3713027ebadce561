package dev.cairnfs.torture;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A NameNode or a DataNode as a process of its own, started as the launcher does; for one thread. */
final class ServerProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String name;
    private final Path logs;
    private final Path log;
    private final int httpPort;
    private final List<String> command;
    private @Nullable Process process;

    /**
     * Describes the process; nothing is started.
     *
     * @param role namenode or datanode
     * @param options those of the application
     */
    ServerProcess(String role, String name, Path work, int httpPort, List<String> options) {
        this.name = name;
        this.httpPort = httpPort;
        this.logs = work.resolve("logs");
        this.log = logs.resolve(name + ".log");
        Path dist = Installation.directory().resolve(role + "-app/target/dist");
        command = new ArrayList<>(List.of(
                Installation.java(), "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        Path archive = dist.resolve("classes-" + Runtime.version().feature() + ".jsa");
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.addAll(List.of(
                "-Dspring.aot.enabled=true",
                Installation.mark(work),
                "-jar",
                dist.resolve("app.jar").toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + httpPort));
        command.addAll(options);
    }

    String name() {
        return name;
    }

    /** Starts it and returns at once. */
    void start() throws IOException {
        Files.createDirectories(logs);
        process = new ProcessBuilder(command)
                .directory(logs.toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Waits until it is ready to serve. */
    void awaitReady() throws IOException {
        Pause.until(name + " is ready", START_LIMIT, () -> {
            if (!isAlive()) {
                throw new EndedException(name + " has ended by itself; its log is " + log);
            }
            return get("/actuator/health/readiness").contains("\"UP\"");
        });
    }

    /** A process that should run does not. */
    static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndedException(String message) {
            super(message);
        }
    }

    /** Ends it as a crash would, and returns when it is gone. */
    void kill9() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            current.onExit().join();
        }
    }

    /** Asks it to stop, and returns when it has. */
    void stop() throws IOException {
        Process current = process;
        if (current != null) {
            current.destroy();
            Pause.until(name + " stops", Duration.ofMinutes(1), () -> !current.isAlive());
        }
    }

    /** SIGSTOP or SIGCONT. */
    void signal(String signal) throws IOException {
        Process current = process;
        if (current != null) {
            Shell.run("kill", "-" + signal, Long.toString(current.pid()));
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** The body of an answer of 200. */
    String get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri().resolve(path)).GET());
    }

    String post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private String send(HttpRequest.Builder request) throws IOException {
        try {
            var answer = HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(name + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
