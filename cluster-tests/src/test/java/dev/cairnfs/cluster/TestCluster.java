package dev.cairnfs.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A cluster of real processes in a directory of its own, on free ports of 127.0.0.1, run by the launcher. */
final class TestCluster implements AutoCloseable {
    private static final Path LAUNCHER = Path.of(System.getProperty("cairn.launcher", "../cairn"))
            .toAbsolutePath()
            .normalize();
    private static final Path CLUSTERS =
            Path.of(System.getProperty("cairn.clusters", "target/clusters")).toAbsolutePath();
    /** Small heaps: several JVMs share the machine that runs the tests. */
    private static final String HEAP = "-Xmx384m ";

    private final Path data;
    private final int portBase;
    private final Map<String, String> environment = new TreeMap<>();

    private TestCluster(Path data, int portBase, String nameNodeOptions, String dataNodeOptions) {
        this.data = data;
        this.portBase = portBase;
        environment.put("CAIRN_NAMENODE_OPTS", HEAP + nameNodeOptions);
        environment.put("CAIRN_DATANODE_OPTS", HEAP + dataNodeOptions);
    }

    /** Starts a new cluster and waits until it is ready. */
    static TestCluster start(int dataNodes, String nameNodeOptions, String dataNodeOptions) throws IOException {
        Files.createDirectories(CLUSTERS);
        Path data = Files.createTempDirectory(CLUSTERS, "cluster-").resolve("data 1, of a test");
        TestCluster cluster = new TestCluster(data, freePortBase(dataNodes), nameNodeOptions, dataNodeOptions);
        Launched up =
                cluster.launch("up", "--detach", "--datanodes", "" + dataNodes, "--port-base", "" + cluster.portBase);
        if (up.exit() != 0) {
            cluster.close();
            throw new IOException("the cluster did not start:\n" + up.output());
        }
        return cluster;
    }

    /** What a call of the launcher ended with. */
    record Launched(int exit, String output) {
        Launched expectSuccess() throws IOException {
            if (exit != 0) {
                throw new IOException("the launcher ended with " + exit + ":\n" + output);
            }
            return this;
        }
    }

    /** Calls the launcher on this cluster. */
    Launched launch(String... arguments) throws IOException {
        return launchOn(data.toString(), arguments);
    }

    /** Calls the launcher on a directory spelled in this way. */
    Launched launchOn(String directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", directory));
        return run(command, environment);
    }

    /** Runs any command, with a limit that only a hanging one reaches. */
    static Launched run(List<String> command, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile("cairn-output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " hangs:\n" + Files.readString(output));
            }
            return new Launched(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int freePortBase(int dataNodes) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = 20_000 + 100 * ThreadLocalRandom.current().nextInt(100);
            if (allFree(base, dataNodes)) {
                return base;
            }
        }
        throw new IOException("no free range of ports found");
    }

    private static boolean allFree(int base, int dataNodes) {
        for (int i = 0; i <= dataNodes; i++) {
            for (int port : new int[] {base + 10 * i, base + 10 * i + (i == 0 ? 1 : 2)}) {
                try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    probe.setReuseAddress(true);
                } catch (IOException e) {
                    return false; // in use: the caller tries another range
                }
            }
        }
        return true;
    }

    Path data() {
        return data;
    }

    int httpPort() {
        return portBase;
    }

    int dataNodeHttpPort(int index) {
        return portBase + 10 * index;
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + portBase + pathAndQuery;
    }

    /** The pid that the launcher noted for {@code namenode} or {@code datanode-I}. */
    long pid(String process) throws IOException {
        return Long.parseLong(
                Files.readString(data.resolve("run/" + process + ".pid")).strip());
    }

    /** Ends the process as a crash would, and waits until it is gone. */
    void kill9(String process) throws IOException {
        ProcessHandle handle = ProcessHandle.of(pid(process)).orElseThrow(() -> new IOException(process + " is gone"));
        handle.destroyForcibly();
        handle.onExit().join();
    }

    @Override
    public void close() throws IOException {
        launch("down");
    }
}
