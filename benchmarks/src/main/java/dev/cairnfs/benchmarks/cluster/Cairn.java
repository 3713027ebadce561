package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cairn, started by its launcher with default settings but for the named ones. */
final class Cairn implements ClusterUnderTest {
    private final Path launcher;
    private final Path dir;
    private final int portBase;
    private final boolean syncOnClose;
    private final long readyMillis;

    Cairn(Path launcher, Path dir, int portBase, boolean syncOnClose) throws IOException {
        this.launcher = launcher;
        this.dir = dir;
        this.portBase = portBase;
        this.syncOnClose = syncOnClose;
        long start = System.nanoTime();
        launch("up", "--detach", "--port-base", Integer.toString(portBase), "--datanodes", Integer.toString(DATANODES));
        Readiness.await(this, 10_000);
        readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private void launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", dir.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CAIRN_DATANODE_OPTS", "-Dcairn.datanode.sync-on-close=" + syncOnClose);
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                throw new IOException("'" + String.join(" ", command) + "' ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String name() {
        return "Cairn";
    }

    @Override
    public int httpPort() {
        return portBase;
    }

    @Override
    public List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        pids.add(pid("namenode"));
        for (int i = 1; i <= DATANODES; i++) {
            pids.add(pid("datanode-" + i));
        }
        return pids;
    }

    private long pid(String process) throws IOException {
        return Long.parseLong(
                Files.readString(dir.resolve("run/" + process + ".pid")).strip());
    }

    @Override
    public long readyMillis() {
        return readyMillis;
    }

    @Override
    public void close() throws IOException {
        launch("down");
    }
}
