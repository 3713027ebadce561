package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.ClientSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** One NameNode and some DataNodes, with short times so that faults are noticed soon; for one thread. */
final class Cluster implements AutoCloseable {
    static final Duration LEASE_HARD_LIMIT = Duration.ofSeconds(45);
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    static final String USER = "torture";
    /** So that few bytes make several blocks. */
    private static final List<String> NAMENODE_OPTIONS = List.of(
            "--cairn.namenode.format=true",
            "--cairn.namenode.block-size.minimum=64KB",
            "--cairn.namenode.heartbeat-interval=1s",
            "--cairn.namenode.heartbeat-recheck-interval=5s",
            "--cairn.namenode.stale-datanode-interval=4s",
            "--cairn.namenode.safemode.extension=0s",
            "--cairn.namenode.lease.soft-limit=35s",
            "--cairn.namenode.lease.hard-limit=" + LEASE_HARD_LIMIT.toSeconds() + "s",
            "--cairn.namenode.checkpoint.transactions=500",
            "--cairn.namenode.checkpoint.check-period=2s",
            "--cairn.namenode.resource.reserved=0MB",
            "--cairn.namenode.permissions.supergroup=" + USER,
            "--cairn.namenode.groups.static=" + USER + "=" + USER);

    private final ServerProcess nameNode;
    private final List<ServerProcess> dataNodes = new ArrayList<>();
    private final List<Path> dataDirectories;

    /**
     * Describes a cluster; nothing is started.
     *
     * @param work for logs
     * @param options more of the NameNode's; the later of two counts
     */
    Cluster(Path work, Path nameDirectory, List<Path> dataDirectories, List<String> options) throws IOException {
        this.dataDirectories = List.copyOf(dataDirectories);
        int base = freePorts(dataDirectories.size());
        List<String> all = new ArrayList<>(NAMENODE_OPTIONS);
        all.removeIf(
                standard -> options.stream().anyMatch(other -> nameOf(other).equals(nameOf(standard))));
        all.addAll(options);
        all.add("--cairn.namenode.name-dirs=" + nameDirectory);
        all.add("--cairn.namenode.rpc-port=" + (base + 1));
        nameNode = new ServerProcess("namenode", "namenode", work, base, all);
        for (int i = 1; i <= dataDirectories.size(); i++) {
            dataNodes.add(new ServerProcess(
                    "datanode",
                    "datanode-" + i,
                    work,
                    base + 10 * i,
                    List.of(
                            "--cairn.datanode.data-dirs=" + dataDirectories.get(i - 1),
                            "--cairn.datanode.transfer-port=" + (base + 10 * i + 2),
                            "--cairn.datanode.name-node=" + nameNode.uri())));
        }
    }

    private static String nameOf(String option) {
        return option.substring(0, option.indexOf('='));
    }

    /** Directories for DataNodes on the machine's own disk. */
    static List<Path> plainDirectories(Path work, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> work.resolve("datanode-" + i))
                .toList();
    }

    ServerProcess nameNode() {
        return nameNode;
    }

    List<ServerProcess> dataNodes() {
        return dataNodes;
    }

    List<Path> dataDirectories() {
        return dataDirectories;
    }

    void start() throws IOException {
        nameNode.start();
        for (ServerProcess dataNode : dataNodes) {
            dataNode.start();
        }
        awaitReady();
    }

    /** Waits until every process serves, all DataNodes are known and safe mode is off. */
    void awaitReady() throws IOException {
        nameNode.awaitReady();
        for (ServerProcess dataNode : dataNodes) {
            dataNode.awaitReady();
        }
        Pause.until("all DataNodes are live and safe mode is off", READY_LIMIT, () -> {
            String live = nameNode.get("/api/v1/datanodes");
            return live.split("\"state\":\"LIVE\"", -1).length - 1 == dataNodes.size()
                    && nameNode.get("/api/v1/safe-mode").contains("\"on\":false");
        });
    }

    /** A client with short time-outs: what hangs is not to hide what is wrong. */
    CairnFileSystem client() {
        return CairnFileSystem.open(ClientSettings.of(nameNode.uri(), USER));
    }

    private static int freePorts(int dataNodes) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = 11_000 + 100 * ThreadLocalRandom.current().nextInt(90);
            if (IntStream.rangeClosed(0, dataNodes).allMatch(i -> isFree(base + 10 * i) && isFree(base + 10 * i + 2))) {
                return base;
            }
        }
        throw new IOException("no free range of ports found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    @Override
    public void close() {
        dataNodes.forEach(ServerProcess::kill9);
        nameNode.kill9();
    }
}
