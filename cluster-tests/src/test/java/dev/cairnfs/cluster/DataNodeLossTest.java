package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** kill -9 of one DataNode of four: its blocks come back to three replicas by themselves, and reads never fail. */
final class DataNodeLossTest {
    private static final int FILES = 12;
    private static final int FILE_BYTES = 300_000;

    @Test
    void restoresReplicationWhileReadsGoOn() throws IOException {
        // Dead after 2 x 1 s + 10 x 1 s, instead of ten minutes.
        String fastDeath = "-Dcairn.namenode.heartbeat-interval=1s -Dcairn.namenode.heartbeat-recheck-interval=1s";
        try (TestCluster cluster = TestCluster.start(4, fastDeath, "")) {
            for (int i = 0; i < FILES; i++) {
                Http.create(cluster, "/loss/file-" + i, "&replication=3", Content.of(i, FILE_BYTES));
            }
            int victim = cluster.dataNodeHttpPort(2);
            cluster.kill9("datanode-2");
            // Nobody has told the NameNode yet; nothing here is tried twice, and no redirect may lead to the dead node.
            long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            for (int round = 0; System.nanoTime() - until < 0; round++) {
                readAll(cluster);
                Http.create(cluster, "/loss/after-" + round, "&replication=2", Content.of(round, 1000));
            }
            Await.until("all blocks have three replicas on living nodes", Duration.ofMinutes(3), () -> {
                readAll(cluster);
                for (int i = 0; i < FILES; i++) {
                    Set<Integer> holders = holders(cluster, "/loss/file-" + i);
                    if (holders.contains(victim) || holders.size() != 3) {
                        return false;
                    }
                }
                return true;
            });
            // The node comes back with replicas that are one too many: the surplus goes, and nothing else.
            cluster.launch("start", "datanode", "2").expectSuccess();
            Await.until("the surplus is gone", Duration.ofMinutes(3), () -> {
                readAll(cluster);
                for (int i = 0; i < FILES; i++) {
                    if (holders(cluster, "/loss/file-" + i).size() != 3) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    private static void readAll(TestCluster cluster) throws IOException {
        for (int i = 0; i < FILES; i++) {
            byte[] content = Http.open(cluster, "/loss/file-" + i);
            if (!java.util.Arrays.equals(content, Content.of(i, FILE_BYTES))) {
                throw new AssertionError("file " + i + " has other content");
            }
        }
    }

    private static Set<Integer> holders(TestCluster cluster, String path) throws IOException {
        JsonNode located = Http.send(
                        "GET",
                        cluster.url(
                                "/api/v1/block-locations?user.name=" + Http.USER + "&offset=0&length=1&path=" + path))
                .expect(200)
                .json();
        Set<Integer> ports = new HashSet<>();
        for (JsonNode location : located.get("blocks").get(0).get("locations")) {
            ports.add(location.get("datanode").get("httpPort").asInt());
        }
        assertThat(ports).isNotEmpty();
        return ports;
    }
}
