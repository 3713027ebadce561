package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.PipelinePolicy;
import dev.cairnfs.client.write.WriteSettings;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.BlockLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and DataNodes speak the same protocol: whole pipelines on real stores. */
@Timeout(60)
class RealDatanodesTest {
    private static final int BLOCK_SIZE = 1 << 20;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<RealDatanode> datanodes = new ArrayList<>();
    private final List<BlockLocation> locations = new ArrayList<>();
    private final FakeNameNode nameNode = new FakeNameNode(locations, 3);
    private CairnFileSystem fs;

    @BeforeEach
    void start() throws IOException {
        System.out.println("seed " + seed);
        for (int i = 0; i < 4; i++) {
            RealDatanode datanode = new RealDatanode(Files.createDirectory(directory.resolve("dn" + i)));
            datanodes.add(datanode);
            locations.add(datanode.location());
        }
        ClientSettings settings = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice")
                .withReadRetryPauses(List.of(Duration.ZERO));
        fs = CairnFileSystem.open(settings.withWrite(impatient(settings.write())), nameNode, () -> {});
    }

    /** The DataNodes here stop in order, and say so; they do not come back. */
    private static WriteSettings impatient(WriteSettings standard) {
        PipelinePolicy policy = standard.policy();
        return new WriteSettings(
                standard.packetSize(),
                standard.checksum(),
                new PipelinePolicy(
                        policy.maxPacketsInFlight(),
                        policy.setupRetries(),
                        policy.exclusion(),
                        policy.replicationWait(),
                        policy.replacement(),
                        policy.recoveriesMax(),
                        Duration.ZERO,
                        policy.slowAcksMax()));
    }

    @AfterEach
    void stop() throws IOException {
        fs.close();
        datanodes.forEach(RealDatanode::close);
    }

    private byte[] content(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void store(String path, byte[] content) throws IOException {
        CairnOutputStream out = fs.create(path);
        out.write(content);
        out.close();
    }

    private byte[] fetch(String path) throws IOException {
        try (CairnInputStream in = fs.open(path)) {
            return in.readAllBytes();
        }
    }

    @Test
    void filesComeBackFromEveryReplica() throws IOException {
        byte[] content = content(3 * BLOCK_SIZE + 12_345);
        store("/f", content);
        for (int i = 0; i < 3; i++) {
            assertThat(datanodes.get(i).blockFiles())
                    .as("replicas of node %d", i)
                    .hasSize(4);
            assertThat(fetch("/f")).isEqualTo(content);
            datanodes.get(i).kill();
        }
    }

    @Test
    void manySmallFilesComeBack() throws IOException {
        for (int i = 0; i < 100; i++) {
            byte[] content = content(1 + random.nextInt(20_000));
            store("/f" + i, content);
            assertThat(fetch("/f" + i)).isEqualTo(content);
        }
    }

    @Test
    void rangesAndPositionsAreExact() throws IOException {
        byte[] content = content(2 * BLOCK_SIZE + 777);
        store("/f", content);
        try (CairnInputStream in = fs.open("/f")) {
            for (int i = 0; i < 40; i++) {
                int from = random.nextInt(content.length);
                byte[] piece = new byte[1 + random.nextInt(content.length - from)];
                in.readFully(from, piece);
                assertThat(piece).isEqualTo(Arrays.copyOfRange(content, from, from + piece.length));
            }
        }
    }

    @Test
    void checksumsOfFilesAreThoseOfHdfs() throws Exception {
        store("/empty", new byte[0]);
        FileChecksum empty = fs.getFileChecksum("/empty");
        assertThat(empty.algorithm()).isEqualTo("MD5-of-0MD5-of-0CRC32");
        // As Apache HDFS answers for every empty file.
        assertThat(empty.md5()).isEqualTo("70bc8f4b72a86921468bf8e8441dce51");

        byte[] content = content(3 * BLOCK_SIZE + 700);
        store("/one", Arrays.copyOf(content, 1000));
        FileChecksum one = fs.getFileChecksum("/one");
        assertThat(one.algorithm()).isEqualTo("MD5-of-0MD5-of-512CRC32C");
        assertThat(one.paddedHex())
                .startsWith("00000200" + "0000000000000000")
                .endsWith("00000000")
                .hasSize(64);
        assertThat(one.md5()).isEqualTo(expectedMd5(Arrays.copyOf(content, 1000), 32));
        store("/four", content);
        FileChecksum four = fs.getFileChecksum("/four");
        assertThat(four.algorithm()).isEqualTo("MD5-of-2048MD5-of-512CRC32C");
        assertThat(four.md5()).isEqualTo(expectedMd5(content, 64));
    }

    private static String expectedMd5(byte[] content, int bufferLength) throws Exception {
        ByteBuffer digests = ByteBuffer.allocate(bufferLength);
        for (int from = 0; from < content.length; from += BLOCK_SIZE) {
            int length = Math.min(BLOCK_SIZE, content.length - from);
            byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(length)];
            DataChecksum.STANDARD.compute(content, from, length, sums, 0);
            digests.put(MessageDigest.getInstance("MD5").digest(sums));
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(digests.array()));
    }

    @Test
    void flushesInMidChunkDoNotDisturbTheContent() throws IOException {
        byte[] content = content(300_000);
        CairnOutputStream out = fs.create("/f");
        int at = 0;
        while (at < content.length) {
            int piece = Math.min(content.length - at, 1 + random.nextInt(30_000));
            out.write(content, at, piece);
            at += piece;
            if (random.nextBoolean()) {
                out.hflush();
            } else {
                out.hsync();
            }
        }
        out.close();
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void whatIsFlushedIsVisibleWhileTheFileIsBeingWritten() throws IOException {
        byte[] content = content(2 * BLOCK_SIZE + 10_000);
        CairnOutputStream out = fs.create("/f");
        assertThat(fetch("/f")).isEmpty();
        int written = 0;
        for (int end : new int[] {700, 5_000, BLOCK_SIZE - 1, BLOCK_SIZE, 2 * BLOCK_SIZE + 9_999}) {
            try (CairnInputStream before = fs.open("/f")) {
                long known = before.length();
                out.write(content, written, end - written);
                written = end;
                out.hflush();
                assertThat(before.readAllBytes()).hasSize((int) known).isEqualTo(Arrays.copyOf(content, (int) known));
            }
            assertThat(fetch("/f")).isEqualTo(Arrays.copyOf(content, end));
            try (CairnInputStream in = fs.open("/f", end - 300, 200)) {
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, end - 300, end - 100));
            }
        }
        out.write(content, written, content.length - written);
        out.close();
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void anotherNodeAnswersForWhatWasFlushed() throws IOException {
        byte[] content = content(BLOCK_SIZE + 300_000);
        CairnOutputStream out = fs.create("/f");
        out.write(content);
        out.hflush();
        for (int i = 0; i < 2; i++) {
            datanodes.get(i).kill();
            assertThat(fetch("/f")).isEqualTo(content);
        }
        datanodes.get(2).kill();
        assertThatThrownBy(() -> fetch("/f")).hasMessageContaining("Cannot obtain block length");
        out.abort("the test is over");
    }

    @Test
    void readersFollowAWriterThatFlushesInMidChunk() throws Exception {
        byte[] content = content(BLOCK_SIZE + 200_000);
        AtomicBoolean done = new AtomicBoolean();
        try (CairnOutputStream out = fs.create("/f")) {
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> follow(content, done));
            int at = 0;
            while (at < content.length && !reader.isDone()) {
                int piece = Math.min(content.length - at, 1 + random.nextInt(9_000));
                out.write(content, at, piece);
                at += piece;
                out.hflush();
            }
            done.set(true);
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(content.length);
        }
    }

    /** Reads the file again and again; how long it was at last. */
    private int follow(byte[] content, AtomicBoolean done) {
        int length = 0;
        try {
            boolean last;
            do {
                last = done.get();
                byte[] seen = fetch("/f");
                assertThat(seen).isEqualTo(Arrays.copyOf(content, seen.length));
                assertThat(seen.length).isGreaterThanOrEqualTo(length);
                length = seen.length;
            } while (!last);
            return length;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReplicaThatRottedOnDiskIsReportedAndAnotherOneRead() throws IOException {
        byte[] content = content(500_000);
        store("/f", content);
        Path file = datanodes.get(0).blockFiles().get(0);
        byte[] rotten = Files.readAllBytes(file);
        rotten[200_000] ^= 1;
        Files.write(file, rotten);
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void aNodeThatIsGoneInTheMiddleOfThePipelineIsReplaced() throws IOException {
        datanodes.get(1).kill();
        byte[] content = content(2 * BLOCK_SIZE);
        store("/f", content);
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.exclusions.get(1))
                .containsExactly(locations.get(1).datanode().transferAddress());
        assertThat(datanodes.get(3).blockFiles()).hasSize(2);
    }

    @Test
    void aNodeThatDiesInMidBlockIsReplacedByAnotherWithACopy() throws IOException {
        byte[] content = content(BLOCK_SIZE + 5);
        CairnOutputStream out = fs.create("/f", CreateOptions.STANDARD.withReplication(3));
        out.write(content, 0, 200_000);
        out.hflush();
        datanodes.get(2).kill();
        out.write(content, 200_000, content.length - 200_000);
        out.close();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(datanodes.get(3).blockFiles()).hasSize(2);
        assertThat(nameNode.calls).contains("additionalDatanode").doesNotContain("abandonBlock");
    }

    @Test
    void oneStreamFollowsTheFileThroughFlushesRecoveriesAndAppends() throws IOException {
        byte[] content = content(2 * BLOCK_SIZE + 100_000);
        CairnOutputStream out = fs.create("/f");
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (CairnInputStream in = fs.open("/f")) {
            int at = 0;
            for (int end : new int[] {1, 600, 70_000, 300_000, BLOCK_SIZE, BLOCK_SIZE + 3, 2 * BLOCK_SIZE + 700}) {
                out.write(content, at, end - at);
                at = end;
                out.hflush();
                assertThat(in.read()).as("nothing comes by itself").isEqualTo(-1);
                assertThat(in.refresh()).isEqualTo(end);
                in.transferTo(seen);
                assertThat(seen.toByteArray()).isEqualTo(Arrays.copyOf(content, end));
                if (end == 70_000) {
                    datanodes.get(0).kill();
                }
            }
            out.close();
            assertThat(in.refresh()).isEqualTo(at);
            try (CairnOutputStream more = fs.append("/f")) {
                more.write(content, at, content.length - at);
            }
            assertThat(in.refresh()).isEqualTo(content.length);
            in.transferTo(seen);
            assertThat(seen.toByteArray()).isEqualTo(content);
        }
        assertThat(nameNode.pipelines).isNotEmpty();
    }

    @Test
    void aRangeEndsWhereItEndsHoweverLongTheFileGrows() throws IOException {
        byte[] content = content(5000);
        CairnOutputStream out = fs.create("/f");
        out.write(content, 0, 1000);
        out.hflush();
        try (CairnInputStream in = fs.open("/f", 500, 2000)) {
            assertThat(in.readAllBytes()).hasSize(500);
            out.write(content, 1000, 4000);
            out.hflush();
            assertThat(in.refresh()).isEqualTo(5000);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1000, 2500));
        }
        out.close();
    }

    @Test
    void aReaderThatFoundTheOldPipelineReadsFromTheNewOne() throws IOException {
        byte[] content = content(300_000);
        CairnOutputStream out = fs.create("/f");
        out.write(content, 0, 200_000);
        out.hflush();
        try (CairnInputStream in = fs.open("/f")) {
            datanodes.get(0).kill();
            out.write(content, 200_000, 100_000);
            out.hflush();
            // Those of the old pipeline are gone; who came later has the block under a later stamp.
            datanodes.get(1).kill();
            datanodes.get(2).kill();
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, 200_000));
        }
        out.abort("the test is over");
    }
}
