package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** kill -9 of the NameNode in the middle of creates and puts: everything acknowledged is there afterwards. */
final class NameNodeCrashTest {
    private static final int WRITERS = 4;
    private static final int CRASHES = 3;
    private static final int FILES_BETWEEN_CRASHES = 60;

    @Test
    void keepsEveryAcknowledgedFileAndDirectory() throws Exception {
        try (TestCluster cluster = TestCluster.start(3, "", "")) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger next = new AtomicInteger();
            ConcurrentSkipListMap<Integer, Boolean> acknowledged = new ConcurrentSkipListMap<>();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            try {
                List<Future<?>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(threads.submit(() -> write(cluster, next, acknowledged, stop)));
                }
                for (int crash = 1; crash <= CRASHES; crash++) {
                    int wanted = crash * FILES_BETWEEN_CRASHES;
                    Await.until(
                            wanted + " files are acknowledged",
                            java.time.Duration.ofMinutes(2),
                            () -> acknowledged.size() >= wanted);
                    cluster.kill9("namenode");
                    cluster.launch("start", "namenode").expectSuccess();
                    Await.until("writing goes on", java.time.Duration.ofMinutes(2), () -> {
                        Http.send("PUT", Http.webHdfs(cluster, "/after-crash", "MKDIRS"))
                                .expect(200);
                        return true;
                    });
                }
                stop.set(true);
                for (Future<?> writer : writers) {
                    writer.get(2, TimeUnit.MINUTES);
                }
            } finally {
                stop.set(true);
                threads.shutdownNow();
            }
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(CRASHES * FILES_BETWEEN_CRASHES);
            for (int i : acknowledged.keySet()) {
                check(cluster, i);
            }
        }
    }

    private static void write(
            TestCluster cluster,
            AtomicInteger next,
            ConcurrentSkipListMap<Integer, Boolean> acknowledged,
            AtomicBoolean stop) {
        while (!stop.get()) {
            int i = next.getAndIncrement();
            try {
                if (i % 3 == 0) {
                    Http.send("PUT", Http.webHdfs(cluster, "/crash/dir-" + i, "MKDIRS"))
                            .expect(200);
                } else {
                    Http.create(cluster, "/crash/file-" + i, "&replication=2", content(i));
                }
                acknowledged.put(i, true);
            } catch (IOException e) {
                // Not acknowledged, while the NameNode is away: nothing is promised about it. Do not spin.
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private static byte[] content(int i) {
        return Content.of(i, 1 + i % 7 * 5000);
    }

    private static void check(TestCluster cluster, int i) throws IOException {
        if (i % 3 == 0) {
            String status = Http.send("GET", Http.webHdfs(cluster, "/crash/dir-" + i, "GETFILESTATUS"))
                    .expect(200)
                    .text();
            assertThat(status).contains("\"DIRECTORY\"");
        } else {
            assertThat(Http.open(cluster, "/crash/file-" + i)).as("file " + i).isEqualTo(content(i));
        }
    }
}
