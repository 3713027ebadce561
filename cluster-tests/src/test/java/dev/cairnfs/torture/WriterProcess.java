package dev.cairnfs.torture;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A writer as a process of its own, started again and again; for one thread. */
final class WriterProcess {
    private final Path work;
    private final URI nameNode;
    private final int slot;
    private final long seed;
    private final int maxReplication;
    private final int threads;
    private int incarnation;
    private @Nullable Process process;

    WriterProcess(Path work, URI nameNode, int slot, long seed, int maxReplication, int threads) {
        this.work = work;
        this.nameNode = nameNode;
        this.slot = slot;
        this.seed = seed;
        this.maxReplication = maxReplication;
        this.threads = threads;
    }

    static Path ledgers(Path work) throws IOException {
        return Files.createDirectories(work.resolve("ledgers"));
    }

    String name() {
        return "writer-" + slot;
    }

    void start() throws IOException {
        incarnation++;
        Path log = Files.createDirectories(work.resolve("logs")).resolve(name() + ".log");
        List<String> command = List.of(
                Installation.java(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                Installation.mark(work),
                "-cp",
                System.getProperty("java.class.path"),
                WriterMain.class.getName(),
                nameNode.toString(),
                Cluster.USER,
                ledgers(work).toString(),
                Integer.toString(slot),
                Integer.toString(incarnation),
                Long.toString(seed),
                Integer.toString(maxReplication),
                Integer.toString(threads));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    void kill9() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            current.onExit().join();
        }
    }

    void signal(String signal) throws IOException {
        Process current = process;
        if (current != null) {
            Shell.run("kill", "-" + signal, Long.toString(current.pid()));
        }
    }

    /** Lets it close its files and end. */
    void stop(Duration limit) throws IOException {
        Process current = process;
        if (current != null && current.isAlive()) {
            current.getOutputStream().close();
            Pause.until(name() + " ends", limit, () -> !current.isAlive());
        }
    }

    @Override
    public String toString() {
        return name() + " " + new File(work.toString(), "logs/" + name() + ".log");
    }
}
