package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Apache HDFS from its published jars, with its default settings but for ports, directories and the named ones. */
final class ApacheHdfs implements ClusterUnderTest {
    private static final long READY_LIMIT_MILLIS = 180_000;

    private final Path dir;
    private final String classPath;
    private final int portBase;
    private final List<Process> processes = new ArrayList<>();
    private final long readyMillis;

    /**
     * Formats and starts a cluster in an empty directory.
     *
     * @param classPath of hadoop-hdfs with everything it needs
     * @param syncOnClose {@code dfs.datanode.synconclose}, false by default in HDFS
     */
    ApacheHdfs(Path dir, String classPath, int portBase, boolean syncOnClose) throws IOException {
        this.dir = dir;
        this.classPath = classPath;
        this.portBase = portBase;
        Files.createDirectories(dir.resolve("logs"));
        writeConfiguration("namenode", 0, syncOnClose);
        for (int i = 1; i <= DATANODES; i++) {
            writeConfiguration("datanode-" + i, i, syncOnClose);
        }
        try {
            run("namenode", "org.apache.hadoop.hdfs.server.namenode.NameNode", "-format", "-nonInteractive")
                    .waitFor();
            long start = System.nanoTime();
            processes.add(run("namenode", "org.apache.hadoop.hdfs.server.namenode.NameNode"));
            for (int i = 1; i <= DATANODES; i++) {
                processes.add(run("datanode-" + i, "org.apache.hadoop.hdfs.server.datanode.DataNode"));
            }
            Readiness.await(this, READY_LIMIT_MILLIS);
            readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void writeConfiguration(String process, int index, boolean syncOnClose) throws IOException {
        Path conf = Files.createDirectories(dir.resolve("conf-" + process));
        // The published jars leave out the pages of HDFS's console, and its servers do not start without their folders.
        for (String page : List.of("hdfs", "datanode", "static")) {
            Files.createDirectories(conf.resolve("webapps").resolve(page));
        }
        int http = portBase + 10 * index;
        Files.writeString(
                conf.resolve("core-site.xml"),
                configuration("fs.defaultFS", "hdfs://127.0.0.1:" + (portBase + 1), "hadoop.tmp.dir", dir + "/tmp"));
        Files.writeString(
                conf.resolve("hdfs-site.xml"),
                configuration(
                        "dfs.namenode.name.dir", "file://" + dir + "/namenode",
                        "dfs.datanode.data.dir", "file://" + dir + "/" + process,
                        "dfs.namenode.http-address", "127.0.0.1:" + portBase,
                        "dfs.datanode.http.address", "127.0.0.1:" + http,
                        "dfs.datanode.address", "127.0.0.1:" + (http + 2),
                        "dfs.datanode.ipc.address", "127.0.0.1:" + (http + 3),
                        "dfs.datanode.hostname", "127.0.0.1",
                        "dfs.datanode.synconclose", Boolean.toString(syncOnClose)));
        Files.writeString(conf.resolve("log4j.properties"), """
                log4j.rootLogger=INFO,console
                log4j.appender.console=org.apache.log4j.ConsoleAppender
                log4j.appender.console.layout=org.apache.log4j.PatternLayout
                log4j.appender.console.layout.ConversionPattern=%d %p %c: %m%n
                """);
    }

    private static String configuration(String... namesAndValues) {
        StringBuilder xml = new StringBuilder("<configuration>\n");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.append("<property><name>").append(namesAndValues[i]).append("</name><value>");
            xml.append(namesAndValues[i + 1]).append("</value></property>\n");
        }
        return xml.append("</configuration>\n").toString();
    }

    private Process run(String process, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Readiness.java(), "-Xmx1g", "-cp", dir.resolve("conf-" + process) + ":" + classPath, mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("logs/" + process + ".log").toFile()))
                .start();
    }

    @Override
    public String name() {
        return "Apache HDFS";
    }

    @Override
    public int httpPort() {
        return portBase;
    }

    @Override
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    @Override
    public long readyMillis() {
        return readyMillis;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
