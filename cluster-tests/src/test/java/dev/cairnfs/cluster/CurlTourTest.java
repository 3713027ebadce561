package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour, and the errors a script meets, with the real curl. */
@SuppressWarnings("NullAway.Init")
final class CurlTourTest {
    private static TestCluster cluster;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: no curl on this machine");
        cluster = TestCluster.start(3, "", "");
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "120"));
        command.addAll(List.of(arguments));
        return TestCluster.run(command, Map.of()).expectSuccess().output();
    }

    private static String status(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
        all.addAll(List.of(arguments));
        return curl(all.toArray(String[]::new));
    }

    @Test
    void storesAFileOfSeveralBlocksAndGivesItBack() throws IOException {
        byte[] content = Content.of(42, 5 << 20);
        Path local = Files.write(temporary.resolve("content"), content);
        assertThat(curl("-X", "PUT", Http.webHdfs(cluster, "/tour", "MKDIRS"))).isEqualTo("{\"boolean\":true}");
        String target = Http.webHdfs(cluster, "/tour/big", "CREATE&blocksize=1048576&replication=3");
        assertThat(status("-L", "-T", local.toString(), target)).isEqualTo("201");

        Path copy = temporary.resolve("copy");
        curl("-L", "-o", copy.toString(), Http.webHdfs(cluster, "/tour/big", "OPEN"));
        assertThat(Files.readAllBytes(copy)).isEqualTo(content);
        curl("-L", "-o", copy.toString(), Http.webHdfs(cluster, "/tour/big", "OPEN&offset=1048000&length=2000"));
        assertThat(Files.readAllBytes(copy)).isEqualTo(java.util.Arrays.copyOfRange(content, 1048000, 1050000));

        String blocks = curl(
                cluster.url("/api/v1/block-locations?path=/tour/big&offset=0&length=5242880&user.name=" + Http.USER));
        // Five blocks on three nodes each, and the last block once more by itself.
        assertThat(blocks.split("\"storageId\"", -1)).hasSize(6 * 3 + 1);
        assertThat(curl(Http.webHdfs(cluster, "/tour", "LISTSTATUS"))).contains("\"pathSuffix\":\"big\"");
    }

    @Test
    void writesOnCutsAndJoins() throws IOException {
        Path local = Files.write(temporary.resolve("more"), Content.of(44, 1 << 20));
        Path line = Files.writeString(temporary.resolve("line"), "one line more\n");
        String file = "/tour-more/big";
        assertThat(status("-L", "-T", local.toString(), Http.webHdfs(cluster, file, "CREATE&blocksize=1048576")))
                .isEqualTo("201");
        assertThat(status("-L", "-X", "POST", "-T", line.toString(), Http.webHdfs(cluster, file, "APPEND")))
                .isEqualTo("200");
        assertThat(curl("-L", Http.webHdfs(cluster, file, "OPEN&offset=1048576")))
                .isEqualTo("one line more\n");
        assertThat(curl("-X", "POST", Http.webHdfs(cluster, file, "TRUNCATE&newlength=1048576")))
                .isEqualTo("{\"boolean\":true}");
        Path copy = temporary.resolve("more-copy");
        curl("-L", "-o", copy.toString(), Http.webHdfs(cluster, file, "OPEN"));
        assertThat(Files.mismatch(local, copy)).isEqualTo(-1);
        for (String part : List.of("/tour-more/a", "/tour-more/b")) {
            assertThat(status("-L", "-T", line.toString(), Http.webHdfs(cluster, part, "CREATE")))
                    .isEqualTo("201");
        }
        assertThat(status("-X", "POST", Http.webHdfs(cluster, "/tour-more/a", "CONCAT&sources=/tour-more/b")))
                .isEqualTo("200");
        assertThat(curl("-L", Http.webHdfs(cluster, "/tour-more/a", "OPEN")))
                .isEqualTo("one line more\none line more\n");
    }

    @Test
    void takesAFileFromAWriterThatIsGone() throws IOException {
        Path local = Files.write(temporary.resolve("half"), Content.of(45, 4 << 20));
        String target = Http.webHdfs(cluster, "/tour-half", "CREATE");
        // Exit code 28: curl's own time is over, in the middle of the file.
        List<String> upload =
                List.of("curl", "-sS", "-L", "--max-time", "2", "--limit-rate", "512k", "-T", local.toString(), target);
        assertThat(TestCluster.run(upload, Map.of()).exit()).isEqualTo(28);
        String lease = cluster.url("/api/v1/lease?path=/tour-half&user.name=" + Http.USER);
        assertThat(curl(lease)).startsWith("{\"lease\":{\"path\":\"/tour-half\"");
        Await.until(
                "the file is closed",
                Duration.ofMinutes(1),
                () -> curl(
                                "-H",
                                "Content-Type: application/json",
                                "-d",
                                "{\"path\":\"/tour-half\",\"clientName\":\"me\"}",
                                cluster.url("/api/v1/client/recover-lease?user.name=" + Http.USER))
                        .equals("{\"result\":true}"));
        assertThat(curl(lease)).isEqualTo("{\"lease\":null}");
    }

    @Test
    void losesADataNodeAndNoticesNothing() throws IOException {
        Path local = Files.write(temporary.resolve("kept"), Content.of(43, 3 << 20));
        String options = "CREATE&blocksize=1048576&replication=3";
        assertThat(status("-L", "-T", local.toString(), Http.webHdfs(cluster, "/tour-loss/big", options)))
                .isEqualTo("201");
        cluster.launch("kill", "datanode", "1").expectSuccess();
        Path copy = temporary.resolve("kept-copy");
        for (int i = 0; i < 15; i++) {
            curl("-f", "-L", "-o", copy.toString(), Http.webHdfs(cluster, "/tour-loss/big", "OPEN"));
            assertThat(Files.mismatch(local, copy)).isEqualTo(-1);
        }
        for (int i = 0; i < 5; i++) {
            String target = Http.webHdfs(cluster, "/tour-loss/new-" + i, "CREATE&blocksize=1048576&replication=2");
            assertThat(status("-L", "-T", local.toString(), target)).isEqualTo("201");
        }
        cluster.launch("start", "datanode", "1").expectSuccess();
    }

    @Test
    void answersTheFirstStepWithoutRedirectWhenAsked() throws IOException {
        assertThat(curl("-X", "PUT", Http.webHdfs(cluster, "/no-redirect", "CREATE&noredirect=true")))
                .startsWith("{\"Location\":\"http://127.0.0.1:");
        assertThat(status("-X", "PUT", Http.webHdfs(cluster, "/no-redirect", "CREATE")))
                .isEqualTo("307");
    }

    @Test
    void refusesBadInputAsHdfsDoes() throws IOException {
        String root = cluster.url("/webhdfs/v1");
        assertThat(status(root + "/none?op=GETFILESTATUS")).isEqualTo("404");
        assertThat(status(root + "/none?op=OPEN")).isEqualTo("404");
        assertThat(status(root + "/?op=FLY")).isEqualTo("400");
        assertThat(status(root + "/")).isEqualTo("400");
        assertThat(status("-X", "PUT", root + "/?op=LISTSTATUS")).isEqualTo("400");
        assertThat(status(root + "/x?op=OPEN&offset=minus")).isEqualTo("400");
        assertThat(status("--path-as-is", root + "/a/../b?op=GETFILESTATUS")).isEqualTo("400");
        assertThat(status(root + "/a%00b?op=GETFILESTATUS")).isEqualTo("400");
        assertThat(status("-X", "PUT", Http.webHdfs(cluster, "/" + "n".repeat(256), "MKDIRS")))
                .isEqualTo("403");
        assertThat(status("-X", "PUT", root + "/denied?op=MKDIRS&user.name=mallory"))
                .isEqualTo("403");
        assertThat(curl(root + "/none?op=GETFILESTATUS"))
                .contains("\"RemoteException\"", "\"FileNotFoundException\"", "java.io.FileNotFoundException")
                .doesNotContain("\\tat ");
        assertThat(status(
                        "-X",
                        "POST",
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{broken",
                        cluster.url("/api/v1/client/mkdirs")))
                .isEqualTo("400");
    }

    @Test
    void tellsItsHealth() throws IOException {
        for (String group : List.of("liveness", "readiness", "writable", "active")) {
            assertThat(status(cluster.url("/actuator/health/" + group)))
                    .as(group)
                    .isEqualTo("200");
        }
        String dataNode = "http://127.0.0.1:" + cluster.dataNodeHttpPort(1);
        assertThat(status(dataNode + "/actuator/health/readiness")).isEqualTo("200");
        assertThat(curl(cluster.url("/actuator/prometheus"))).contains("hdfs_namenode_safemode");
    }
}
