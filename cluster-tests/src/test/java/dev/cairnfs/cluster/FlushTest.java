package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnInputStream;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.client.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a writer has flushed is there for readers while it goes on, whichever process is killed meanwhile. */
final class FlushTest {
    private static final int DATANODES = 3;
    private static final int FLUSHED = 1_500_700;

    private final byte[] content = Content.of(58, 2_000_000);

    @Test
    void flushedBytesStayVisible() throws IOException {
        try (TestCluster cluster = TestCluster.start(DATANODES, "", "");
                CairnFileSystem files =
                        CairnFileSystem.open(ClientSettings.of(URI.create(cluster.url("")), Http.USER))) {
            CairnOutputStream out = files.create("/growing");
            out.write(content, 0, 700);
            out.hflush();
            expectEverywhere(cluster, files, "/growing", 700);
            out.write(content, 700, FLUSHED - 700);
            out.hflush();
            expectEverywhere(cluster, files, "/growing", FLUSHED);
            cluster.kill9("namenode");
            cluster.launch("start", "namenode").expectSuccess();
            // Its DataNodes tell the NameNode anew where the open block is.
            Await.until(
                    "the flushed bytes are found again",
                    Duration.ofMinutes(2),
                    () -> read(files, "/growing").length == FLUSHED);
            out.write(content, FLUSHED, content.length - FLUSHED);
            out.close();
            expectEverywhere(cluster, files, "/growing", content.length);

            CairnOutputStream broken = files.create("/broken");
            broken.write(content, 0, FLUSHED);
            broken.hflush();
            cluster.kill9("datanode-1");
            assertThat(read(files, "/broken")).isEqualTo(Arrays.copyOf(content, FLUSHED));
            cluster.launch("start", "datanode", "1").expectSuccess();
            assertThat(read(files, "/broken")).isEqualTo(Arrays.copyOf(content, FLUSHED));
            broken.abort("the test is over");
        }
    }

    private static byte[] read(CairnFileSystem files, String path) throws IOException {
        try (CairnInputStream in = files.open(path)) {
            return in.readAllBytes();
        }
    }

    private void expectEverywhere(TestCluster cluster, CairnFileSystem files, String path, int length)
            throws IOException {
        byte[] expected = Arrays.copyOf(content, length);
        assertThat(read(files, path)).isEqualTo(expected);
        assertThat(Http.open(cluster, path)).isEqualTo(expected);
        for (int i = 1; i <= DATANODES; i++) {
            String url = "http://127.0.0.1:" + cluster.dataNodeHttpPort(i) + "/webhdfs/v1" + path
                    + "?op=OPEN&user.name=" + Http.USER;
            assertThat(Http.send("GET", url).expect(200).body())
                    .as("DataNode %d", i)
                    .isEqualTo(expected);
        }
    }
}
