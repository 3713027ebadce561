package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.PipelineException;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CairnFileSystemTest {
    private static final int BLOCK_SIZE = 300_000;
    private static final CreateOptions OPTIONS = CreateOptions.STANDARD.withBlockSizeBytes(BLOCK_SIZE);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<FakeDatanode> datanodes = new ArrayList<>();
    private final List<BlockLocation> locations = new ArrayList<>();
    private final FakeNameNode nameNode = new FakeNameNode(locations, 2);
    private CairnFileSystem fs;

    @BeforeEach
    void start() throws IOException {
        System.out.println("seed " + seed);
        for (int i = 0; i < 3; i++) {
            datanodes.add(new FakeDatanode("dn" + i));
            locations.add(datanodes.get(i).location());
        }
        ClientSettings settings = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice")
                .withReadRetryPauses(List.of(Duration.ZERO, Duration.ZERO));
        fs = CairnFileSystem.open(settings, nameNode, () -> {});
    }

    @AfterEach
    void stop() throws IOException {
        fs.close();
        for (FakeDatanode datanode : datanodes) {
            datanode.close();
        }
    }

    private byte[] content(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void store(String path, byte[] content) throws IOException {
        CairnOutputStream out = fs.create(path, OPTIONS);
        int at = 0;
        while (at < content.length) {
            int piece = Math.min(content.length - at, 1 + random.nextInt(70_000));
            out.write(content, at, piece);
            at += piece;
        }
        out.close();
        mirror();
    }

    /** The fakes do not forward: what the first DataNode of a pipeline has, the others get here. */
    private void mirror() {
        for (FakeDatanode from : datanodes) {
            from.blocks.forEach((id, bytes) -> datanodes.forEach(to -> to.blocks.putIfAbsent(id, bytes)));
        }
    }

    private byte[] fetch(String path) throws IOException {
        try (CairnInputStream in = fs.open(path)) {
            return in.readAllBytes();
        }
    }

    @Test
    void filesOfAllKindsOfLengthsComeBackAsTheyWereWritten() throws IOException {
        int[] lengths = {0, 1, 511, 512, 513, 64_512, 64_513, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 1_000_003};
        for (int length : lengths) {
            byte[] content = content(length);
            store("/f" + length, content);
            assertThat(fetch("/f" + length)).as("length %d", length).isEqualTo(content);
            assertThat(fs.isFileClosed("/f" + length)).isTrue();
        }
    }

    @Test
    void packetsAreFullAndNoBlockIsLongerThanItsSize() throws IOException {
        store("/f", content(2 * BLOCK_SIZE));
        assertThat(datanodes.get(0).packetSizes.subList(0, 4)).containsOnly(64_512);
        assertThat(datanodes.get(0).blocks.values()).extracting(b -> b.length).containsOnly(BLOCK_SIZE);
    }

    @Test
    void positionalReadsAndSeeksFindTheirBytes() throws IOException {
        byte[] content = content(1_000_003);
        store("/f", content);
        try (CairnInputStream in = fs.open("/f")) {
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(content.length);
                int length = Math.min(content.length - from, random.nextInt(200_000) + 1);
                byte[] piece = new byte[length];
                if (i % 2 == 0) {
                    in.readFully(from, piece);
                } else {
                    in.seek(from);
                    assertThat(in.readNBytes(piece, 0, length)).isEqualTo(length);
                }
                assertThat(piece).as("from %d", from).isEqualTo(Arrays.copyOfRange(content, from, from + length));
            }
            assertThat(in.read(content.length, new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void aRangeReadsNothingBeyondIt() throws IOException {
        byte[] content = content(1_000_003);
        store("/f", content);
        try (CairnInputStream in = fs.open("/f", 250_001, 100_000)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 250_001, 350_001));
        }
    }

    @Test
    void anIdleConnectionIsUsedAgain() throws IOException {
        store("/f", content(1000));
        int before = datanodes.get(0).connections.get();
        for (int i = 0; i < 5; i++) {
            fetch("/f");
        }
        assertThat(datanodes.get(0).connections.get() - before).isEqualTo(1);
    }

    @Test
    void aCorruptReplicaIsReportedAndTheNextOneRead() throws IOException {
        byte[] content = content(700_000);
        store("/f", content);
        datanodes.get(0).corruptBlocks.addAll(datanodes.get(0).blocks.keySet());
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.badReplicas)
                .hasSize(3)
                .allSatisfy(bad -> assertThat(bad.datanodeUuid()).isEqualTo("dn0"));
        assertThat(nameNode.badReplicas.get(0).storageId()).isEqualTo("DS-dn0");
    }

    @Test
    void aDeadNodeAndAMissingReplicaAreSkipped() throws IOException {
        byte[] content = content(700_000);
        store("/f", content);
        datanodes.get(0).close();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.badReplicas).isEmpty();
    }

    @Test
    void aBlockWithoutAnyGoodReplicaIsAnErrorThatNamesTheFile() throws IOException {
        store("/f", content(1000));
        datanodes.forEach(d -> d.blocks.clear());
        assertThatThrownBy(() -> fetch("/f"))
                .isInstanceOf(HdfsException.class)
                .hasMessageContaining("Could not obtain block")
                .hasMessageContaining("/f");
    }

    @Test
    void theNodeThatTheRefusalNamesIsExcludedAndTheBlockAbandoned() throws IOException {
        datanodes.get(0).refuseWrites = true;
        datanodes.get(0).refuseWriteBlaming = datanodes.get(1).id().transferAddress();
        byte[] content = content(1000);
        store("/f", content);
        assertThat(nameNode.exclusions.get(1))
                .containsExactly(datanodes.get(1).id().transferAddress());
        // The second time it names a node that is not in the pipeline: then it is itself to blame.
        assertThat(nameNode.exclusions.get(2))
                .containsExactly(
                        datanodes.get(1).id().transferAddress(),
                        datanodes.get(0).id().transferAddress());
        assertThat(Collections.frequency(nameNode.calls, "abandonBlock")).isEqualTo(2);
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void aDatanodeThatCannotBeReachedIsExcluded() throws IOException {
        datanodes.get(0).close();
        byte[] content = content(700_000);
        store("/f", content);
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.exclusions.get(1))
                .containsExactly(datanodes.get(0).id().transferAddress());
    }

    @Test
    void afterAllTriesTheErrorIsTypedAndTheFileStaysOpen() throws IOException {
        datanodes.forEach(d -> d.refuseWrites = true);
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content(1000));
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        assertThat(fs.isFileClosed("/f")).isFalse();
        assertThat(nameNode.calls).doesNotContain("complete");
    }

    @Test
    void aPipelineThatBreaksBeforeAnyAckIsReplacedWithoutLoss() throws IOException {
        datanodes.get(0).closeAfterPackets = 0;
        byte[] content = content(200_000);
        store("/f", content);
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void aFailureInMidBlockIsTypedAndTheFileIsNotClosed() throws IOException {
        datanodes.get(0).failAckFrom = 2;
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content(100_000));
        out.hflush();
        assertThatThrownBy(() -> {
                    out.write(content(100_000));
                    out.hflush();
                })
                .isInstanceOfSatisfying(PipelineException.class, e -> {
                    assertThat(e.reason()).isEqualTo(PipelineException.Reason.FAILED_IN_BLOCK);
                    assertThat(e.acknowledgedInBlock()).isEqualTo(100_000);
                    assertThat(e).hasMessageContaining(datanodes.get(1).id().transferAddress());
                });
        assertThatThrownBy(out::close).isInstanceOf(PipelineException.class);
        assertThat(fs.isFileClosed("/f")).isFalse();
    }

    @Test
    void flushesInMidChunkDoNotDisturbTheContent() throws IOException {
        byte[] content = content(400_000);
        AtomicLong acknowledged = new AtomicLong();
        CairnOutputStream out = fs.create("/f", OPTIONS.withProgress(acknowledged::addAndGet));
        int at = 0;
        while (at < content.length) {
            int piece = Math.min(content.length - at, 1 + random.nextInt(20_000));
            out.write(content, at, piece);
            at += piece;
            if (random.nextBoolean()) {
                out.hflush();
            } else if (random.nextInt(4) == 0) {
                out.hsync();
            }
        }
        out.close();
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(acknowledged.get()).isGreaterThanOrEqualTo(content.length);
    }

    @Test
    void anAbortedFileIsNotCompletedAndItsBlockGivenBack() throws IOException {
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content(100));
        out.abort("the sender went away");
        assertThatThrownBy(() -> out.write(1)).hasMessageContaining("went away");
        assertThat(nameNode.calls).doesNotContain("complete");
        assertThat(fs.isFileClosed("/f")).isFalse();
    }

    @Test
    void completeIsAskedAgainUntilItIsTrue() throws IOException {
        nameNode.completeRefusals = 3;
        store("/f", content(10));
        assertThat(Collections.frequency(nameNode.calls, "complete")).isEqualTo(4);
    }

    @Test
    void theUmaskIsAppliedHere() throws IOException {
        assertThat(fs.create("/f").status().permission()).isEqualTo(0644);
        fs.mkdirs("/d");
        assertThat(nameNode.calls).contains("mkdirs 755");
    }

    @Test
    void longListingsAreReadPageByPage() throws IOException {
        nameNode.pageSize = 3;
        for (int i = 0; i < 8; i++) {
            store("/d/f" + i, new byte[0]);
        }
        assertThat(fs.listStatus("/d"))
                .extracting(FileStatus::name)
                .containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7");
        assertThat(nameNode.calls).contains("listing after f2", "listing after f5");
        assertThat(fs.exists("/d/f1")).isTrue();
        assertThat(fs.exists("/d/x")).isFalse();
    }

    @Test
    void copiesFromAndToLocalFiles(@TempDir Path dir) throws IOException {
        byte[] content = content(700_000);
        Path source = Files.write(dir.resolve("in"), content);
        fs.copyFromLocal(source, "/f", OPTIONS);
        mirror();
        fs.copyToLocal("/f", dir.resolve("out"));
        assertThat(Files.readAllBytes(dir.resolve("out"))).isEqualTo(content);
    }

    @Test
    void aSourceThatFailsLeavesNoCompleteFile() throws IOException {
        CairnOutputStream out = fs.create("/f", OPTIONS);
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender went away");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("the sender went away");
            }
        };
        assertThatThrownBy(() -> out.transferFrom(Channels.newChannel(broken))).hasMessageContaining("went away");
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        assertThat(nameNode.calls).doesNotContain("complete");
    }

    @Test
    void aMissingFileIsNotFound() {
        assertThatThrownBy(() -> fs.open("/nothing"))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
    }
}
