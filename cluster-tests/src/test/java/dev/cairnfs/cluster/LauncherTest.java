package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as DESIGN fixes it for other tools. */
final class LauncherTest {
    @TempDir
    private Path temporary;

    @Test
    void startsStopsAndRestartsAClusterAndItsProcesses() throws IOException {
        try (TestCluster cluster = TestCluster.start(1, "", "")) {
            assertThat(Files.isDirectory(cluster.data().resolve("namenode"))).isTrue();
            assertThat(Files.isDirectory(cluster.data().resolve("datanode-1"))).isTrue();
            assertThat(Files.exists(cluster.data().resolve("logs/namenode.log")))
                    .isTrue();
            assertThat(cluster.launch("status").expectSuccess().output()).contains("ready");
            assertThat(cluster.launch("up", "--detach", "--datanodes", "2").output())
                    .contains("is running");
            assertThat(cluster.launchOn(cluster.data() + "/../" + cluster.data().getFileName() + "/", "status")
                            .exit())
                    .as("another spelling of the same directory")
                    .isZero();
            Http.create(cluster, "/kept", "&replication=1", Content.of(1, 1000));

            cluster.launch("kill", "namenode").expectSuccess();
            assertThat(cluster.launch("status").exit()).isEqualTo(3);
            cluster.launch("start", "namenode").expectSuccess();
            cluster.launch("stop", "datanode", "1").expectSuccess();
            cluster.launch("start", "datanode", "1").expectSuccess();
            cluster.launch("down").expectSuccess();
            assertThat(cluster.launch("status").exit()).isEqualTo(3);

            cluster.launch("up", "--detach").expectSuccess();
            assertThat(Http.open(cluster, "/kept")).isEqualTo(Content.of(1, 1000));
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstandAndForeignDirectories() throws IOException {
        Path launcher = Path.of(System.getProperty("cairn.launcher", "../cairn"));
        Files.writeString(temporary.resolve("precious"), "not a cluster");

        TestCluster.Launched foreign = TestCluster.run(
                List.of(launcher.toString(), "up", "--detach", "--data", temporary.toString()), Map.of());
        assertThat(foreign.exit()).isEqualTo(1);
        assertThat(foreign.output()).contains("holds no cluster");
        assertThat(temporary.toFile().list()).containsExactly("precious");

        for (List<String> wrong : List.of(
                List.of("fly"),
                List.of("up", "--datanodes", "many"),
                List.of("up", "--datanodes", "0"),
                List.of("up", "--port-base", "70000"),
                List.of("start", "datanode"),
                List.of("kill", "journalnode"))) {
            List<String> command = new java.util.ArrayList<>(List.of(launcher.toString()));
            command.addAll(wrong);
            if (wrong.get(0).equals("up")) {
                command.addAll(List.of("--data", temporary.resolve("new").toString()));
            }
            assertThat(TestCluster.run(command, Map.of()).exit())
                    .as(wrong.toString())
                    .isEqualTo(2);
        }
        assertThat(TestCluster.run(List.of(launcher.toString(), "up", "--data", temporary + "/${HOME}"), Map.of())
                        .exit())
                .isEqualTo(2);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String base = Integer.toString(taken.getLocalPort());
            TestCluster.Launched busy = TestCluster.run(
                    List.of(launcher.toString(), "up", "--data", temporary + "/new", "--port-base", base), Map.of());
            assertThat(busy.exit()).isEqualTo(1);
            assertThat(busy.output()).contains("is in use");
        }
        assertThat(Files.exists(temporary.resolve("new"))).isFalse();
        assertThat(TestCluster.run(List.of(launcher.toString(), "down", "--data", temporary + "/none"), Map.of())
                        .exit())
                .isEqualTo(1);
    }
}
