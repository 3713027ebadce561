package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.api.OpenFile;
import dev.cairnfs.client.pipeline.PipelineException;
import dev.cairnfs.client.pipeline.PipelinePolicy;
import dev.cairnfs.client.pipeline.ReplaceDatanodeOnFailure;
import dev.cairnfs.client.transfer.TransferSettings;
import dev.cairnfs.client.write.CreateFlag;
import dev.cairnfs.client.write.SyncFlag;
import dev.cairnfs.client.write.WriteSettings;
import dev.cairnfs.shared.checksum.DataChecksum;
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
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CairnFileSystemTest {
    private static final int BLOCK_SIZE = 300_032;
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
        fs = CairnFileSystem.open(standing(), nameNode, () -> {});
    }

    private static ClientSettings standing() {
        ClientSettings standard = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice");
        TransferSettings transfer = standard.transfer();
        return new ClientSettings(
                standard.nameNode(),
                standard.user(),
                standard.umask(),
                standard.transport(),
                new TransferSettings(
                        transfer.connectTimeout(),
                        transfer.socketTimeout(),
                        transfer.timeoutPerNode(),
                        transfer.lengthPatience(),
                        transfer.idleConnections(),
                        // The fakes never close one, and a test that waits for the processor should not either.
                        Duration.ofMinutes(5),
                        transfer.pooledBufferBytes()),
                standard.write(),
                List.of(Duration.ZERO, Duration.ZERO));
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
    void openFilesAreListedPageByPage() throws IOException {
        store("/closed", content(10));
        try (CairnOutputStream one = fs.create("/b");
                CairnOutputStream two = fs.create("/a");
                CairnOutputStream three = fs.create("/c")) {
            assertThat(fs.listOpenFiles("/", false)).extracting(OpenFile::path).containsExactly("/b", "/a", "/c");
            assertThat(List.of(one.position(), two.position(), three.position()))
                    .containsOnly(0L);
        }
        assertThat(fs.listOpenFiles("/", false)).isEmpty();
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
    void aNodeThatFailsInMidBlockLeavesThePipelineAndTheWriteGoesOn() throws IOException {
        datanodes.get(0).failAckFrom = 2;
        datanodes.get(0).failsOnce = true;
        byte[] content = content(290_000);
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content, 0, 100_000);
        out.hflush();
        out.write(content, 100_000, 190_000);
        out.close();
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.calls).doesNotContain("abandonBlock");
        OpWriteBlockProto recovery = datanodes.get(0).setups.get(1);
        assertThat(recovery.getStage()).isEqualTo(BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY);
        assertThat(recovery.getHeader().getBaseHeader().getBlock().getGenerationStamp())
                .isEqualTo(1001);
        assertThat(recovery.getLatestGenerationStamp()).isEqualTo(1002);
        assertThat(recovery.getMinBytesRcvd()).isEqualTo(100_000);
        assertThat(recovery.getMaxBytesRcvd()).isGreaterThan(100_000);
        assertThat(recovery.getTargetsCount()).isZero();
        assertThat(nameNode.pipelines).singleElement().satisfies(update -> {
            assertThat(update.datanodeUuids()).containsExactly("dn0");
            assertThat(update.storageIds()).containsExactly("DS-dn0");
            assertThat(update.newBlock().block().generationStamp()).isEqualTo(1002);
            assertThat(update.newBlock().block().numBytes()).isEqualTo(100_000);
        });
    }

    @Test
    void whenNoNodeIsLeftTheErrorIsTypedAndTheFileIsNotClosed() throws IOException {
        datanodes.get(0).failAckFrom = 2;
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content(100_000));
        out.hflush();
        byte[] more = content(190_000);
        assertThatThrownBy(() -> {
                    out.write(more);
                    out.hflush();
                })
                .isInstanceOfSatisfying(PipelineException.class, e -> {
                    assertThat(e.reason()).isEqualTo(PipelineException.Reason.FAILED_IN_BLOCK);
                    assertThat(e.acknowledgedInBlock()).isGreaterThanOrEqualTo(100_000);
                    assertThat(e)
                            .hasMessageContaining(
                                    "All datanodes [" + datanodes.get(0).id().transferAddress());
                });
        assertThatThrownBy(out::close).isInstanceOf(PipelineException.class);
        assertThat(fs.isFileClosed("/f")).isFalse();
    }

    @Test
    void aLostNodeIsReplacedAndTheNewOneGetsACopyFirst() throws IOException {
        ClientSettings settings = standing();
        PipelinePolicy always = PipelinePolicy.STANDARD.withReplacement(
                new ReplaceDatanodeOnFailure(ReplaceDatanodeOnFailure.Policy.ALWAYS, false, 0));
        WriteSettings write = new WriteSettings(65_536, DataChecksum.STANDARD, always);
        datanodes.get(0).failAckFrom = 2;
        datanodes.get(0).failsOnce = true;
        byte[] content = content(290_000);
        try (CairnFileSystem replacing = CairnFileSystem.open(settings.withWrite(write), nameNode, () -> {});
                CairnOutputStream out = replacing.create("/f", OPTIONS.withReplication(2))) {
            out.write(content, 0, 100_000);
            out.hflush();
            out.write(content, 100_000, 190_000);
        }
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(datanodes.get(0).copies).hasValue(1);
        assertThat(nameNode.pipelines.get(0).datanodeUuids()).containsExactly("dn0", "dn2");
        assertThat(datanodes.get(0).setups.get(1).getTargets(0).getId().getDatanodeUuid())
                .isEqualTo("dn2");
    }

    @Test
    void aRestartingNodeOnThisMachineIsWaitedFor() throws IOException {
        PipelinePolicy standard = PipelinePolicy.STANDARD;
        PipelinePolicy quick = new PipelinePolicy(
                standard.maxPacketsInFlight(),
                standard.setupRetries(),
                standard.exclusion(),
                standard.replicationWait(),
                standard.replacement(),
                standard.recoveriesMax(),
                Duration.ofMillis(100),
                standard.slowAcksMax());
        datanodes.get(0).restartAtPacket = 1;
        byte[] content = content(290_000);
        WriteSettings write = new WriteSettings(65_536, DataChecksum.STANDARD, quick);
        try (CairnFileSystem waiting = CairnFileSystem.open(standing().withWrite(write), nameNode, () -> {});
                CairnOutputStream out = waiting.create("/f", OPTIONS)) {
            out.write(content);
        }
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(nameNode.pipelines.get(0).datanodeUuids()).containsExactly("dn0", "dn1");
    }

    @Test
    void aFailureOfTheLastPacketIsMendedWithoutSendingAnything() throws IOException {
        byte[] content = content(100_000);
        CairnOutputStream out = fs.create("/f", OPTIONS);
        out.write(content);
        out.hflush();
        datanodes.get(0).failAckFrom = 2;
        datanodes.get(0).failsOnce = true;
        out.close();
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(datanodes.get(0).setups)
                .extracting(OpWriteBlockProto::getStage)
                .containsExactly(
                        BlockConstructionStage.PIPELINE_SETUP_CREATE, BlockConstructionStage.PIPELINE_CLOSE_RECOVERY);
    }

    @Test
    void appendsGoOnInTheLastBlockAndInNewOnes() throws IOException {
        byte[] content = content(2 * BLOCK_SIZE + 5000);
        int[] ends = {100, 100, 700, 1024, 70_001, BLOCK_SIZE, BLOCK_SIZE + 513, content.length};
        int at = 0;
        store("/f", new byte[0]);
        for (int end : ends) {
            try (CairnOutputStream out = fs.append("/f")) {
                assertThat(out.position()).isEqualTo(at);
                out.write(content, at, (end - at) / 3);
                out.hflush();
                at += (end - at) / 3;
                out.write(content, at, end - at);
                at = end;
                assertThat(out.position()).isEqualTo(at);
            }
            mirror();
            assertThat(fetch("/f")).as("up to %d", end).isEqualTo(Arrays.copyOf(content, end));
        }
        assertThat(datanodes.get(0).setups)
                .extracting(OpWriteBlockProto::getStage)
                .contains(BlockConstructionStage.PIPELINE_SETUP_APPEND)
                .doesNotContain(BlockConstructionStage.PIPELINE_SETUP_APPEND_RECOVERY);
    }

    @Test
    void anAppendWithANewBlockLeavesTheLastOneAlone() throws IOException {
        byte[] content = content(3000);
        store("/f", Arrays.copyOf(content, 1000));
        try (CairnOutputStream out = fs.append("/f", AppendOptions.STANDARD.withFlags(Set.of(CreateFlag.NEW_BLOCK)))) {
            out.write(content, 1000, 2000);
        }
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(fs.getBlockLocations("/f", 0, 3000)).hasSize(2);
    }

    @Test
    void anAppendToAFileThatIsOpenIsRefused() throws IOException {
        CairnOutputStream out = fs.create("/f", OPTIONS);
        assertThatThrownBy(() -> fs.append("/f"))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_BEING_CREATED));
        out.close();
    }

    @Test
    void aSyncTellsTheLengthAndEndsTheBlockWhereAskedTo() throws IOException {
        byte[] content = content(5000);
        CairnOutputStream out = fs.create("/f", OPTIONS.withFlags(Set.of(CreateFlag.SYNC_BLOCK)));
        out.write(content, 0, 700);
        out.hsync();
        out.hsync();
        assertThat(nameNode.fsyncs).as("the block is new").hasSize(1);
        out.write(content, 700, 300);
        out.hsync(Set.of(SyncFlag.UPDATE_LENGTH));
        assertThat(Objects.requireNonNull(nameNode.fsyncs.get(1).lastBlock())
                        .block()
                        .numBytes())
                .isEqualTo(1000);
        out.write(content, 1000, 1000);
        out.hsync(Set.of(SyncFlag.END_BLOCK));
        out.hsync(Set.of(SyncFlag.END_BLOCK));
        out.write(content, 2000, 3000);
        out.close();
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
        assertThat(fs.getBlockLocations("/f", 0, 5000))
                .extracting(block -> block.block().block().numBytes())
                .containsExactly(2000L, 3000L);
        assertThat(datanodes.get(0).syncs).containsExactly(true, true);
    }

    @Test
    void theNameNodeHearsOfNoLocalWriteAndOfFavouredNodes() throws IOException {
        CreateOptions options =
                OPTIONS.withFlags(Set.of(CreateFlag.NO_LOCAL_WRITE)).withFavoredNodes(List.of("n:1"));
        try (CairnOutputStream out = fs.create("/f", options)) {
            out.write(content(2 * BLOCK_SIZE));
        }
        assertThat(nameNode.addBlocks).hasSize(2).allSatisfy(request -> {
            assertThat(request.flags()).containsExactly("NO_LOCAL_WRITE");
            assertThat(request.favoredNodes()).containsExactly("n:1");
        });
        store("/g", content(10));
        assertThat(nameNode.addBlocks.get(2).flags()).isEmpty();
        CreateOptions anywhere = OPTIONS.withFlags(
                Set.of(CreateFlag.SYNC_BLOCK, CreateFlag.IGNORE_CLIENT_LOCALITY, CreateFlag.NO_LOCAL_RACK));
        try (CairnOutputStream out = fs.create("/h", anywhere)) {
            out.write(content(10));
        }
        assertThat(nameNode.addBlocks.get(3).flags()).containsExactly("IGNORE_CLIENT_LOCALITY", "NO_LOCAL_RACK");
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

    private static String byId(CairnOutputStream out) {
        return "/.reserved/.inodes/" + out.status().fileId();
    }

    /** While the client lives it is in the lease renewer's hands, as LeaseRenewerTest shows. */
    @Test
    void ofFilesThatAreGivenUpTheNameNodeIsTold() throws IOException {
        store("/complete", content(100));
        CairnOutputStream aborted = fs.create("/aborted", OPTIONS);
        aborted.abort("the sender went away");
        aborted.close();
        CairnOutputStream open = fs.create("/open", OPTIONS);
        nameNode.completes = false;
        CairnOutputStream unfinished = fs.create("/unfinished", OPTIONS);
        assertThatThrownBy(unfinished::close).isInstanceOf(HdfsException.class);
        unfinished.close();
        fs.close();
        assertThat(nameNode.givenUp).contains(byId(aborted), byId(open), byId(unfinished));
        assertThat(Set.copyOf(nameNode.givenUp)).hasSize(3);
        int told = nameNode.givenUp.size();
        fs.close();
        assertThat(nameNode.givenUp).hasSize(told);
    }

    @Test
    void aFileThatWasOpenedInVainIsGivenUp() throws IOException {
        store("/f", content(100));
        nameNode.losesLastBlocks = true;
        assertThatThrownBy(() -> fs.append("/f")).hasMessageContaining("Unable to retrieve blocks locations");
        fs.close();
        assertThat(nameNode.givenUp)
                .contains("/.reserved/.inodes/" + fs.getFileStatus("/f").fileId());
    }

    @Test
    void aClientIsClosedAlthoughTheNameNodeDoesNotAnswer() throws IOException {
        fs.create("/f", OPTIONS).abort("the sender went away");
        nameNode.unreachable = true;
        fs.close();
        assertThat(nameNode.givenUp).isNotEmpty();
    }

    @Test
    void whoIsInterruptedDoesNotWaitForTheLastCall() throws IOException {
        nameNode.givenUpAnswers = new CountDownLatch(1);
        fs.create("/f", OPTIONS).abort("the sender went away");
        Thread.currentThread().interrupt();
        fs.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void completeIsAskedAgainUntilItIsTrue() throws IOException {
        nameNode.completeRefusals = 3;
        store("/f", content(10));
        assertThat(Collections.frequency(nameNode.calls, "complete")).isEqualTo(4);
    }

    /** Sends a heartbeat when nothing was sent for half a second. */
    private static ClientSettings impatient() {
        ClientSettings standard = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice");
        TransferSettings transfer = standard.transfer();
        return new ClientSettings(
                standard.nameNode(),
                standard.user(),
                standard.umask(),
                standard.transport(),
                new TransferSettings(
                        transfer.connectTimeout(),
                        Duration.ofSeconds(1),
                        // A flush that sends no heartbeats fails after this.
                        Duration.ofSeconds(4),
                        transfer.lengthPatience(),
                        transfer.idleConnections(),
                        transfer.idleExpiry(),
                        transfer.pooledBufferBytes()),
                standard.write(),
                standard.readRetryPauses());
    }

    @Test
    void aPipelineThatBreaksWhileNobodyWritesIsBuiltAnew() throws Exception {
        byte[] content = content(1000);
        try (CairnFileSystem patient = CairnFileSystem.open(impatient(), nameNode, () -> {});
                CairnOutputStream out = patient.create("/f", OPTIONS)) {
            out.write(content, 0, 500);
            out.hflush();
            datanodes.get(0).failsOnce = true;
            datanodes.get(0).failAckFrom = 1;
            nameNode.awaitRebuilt(Duration.ofSeconds(20));
            assertThat(nameNode.rebuilt()).isEqualTo(1);
            out.write(content, 500, 500);
        }
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void heartbeatsGoOutWhileAFlushWaits() throws IOException {
        datanodes.forEach(datanode -> datanode.acksWaitForHeartbeat = true);
        byte[] content = content(1000);
        try (CairnFileSystem patient = CairnFileSystem.open(impatient(), nameNode, () -> {})) {
            try (CairnOutputStream out = patient.create("/f", OPTIONS)) {
                out.write(content);
                out.hflush();
            }
        }
        assertThat(datanodes).anyMatch(datanode -> datanode.heartbeats.get() > 0);
        mirror();
        assertThat(fetch("/f")).isEqualTo(content);
    }

    @Test
    void leasesAreTakenAndFilesCutAndJoinedByTheNameNode() throws IOException {
        CairnOutputStream out = fs.create("/f", OPTIONS);
        assertThat(fs.recoverLease("/f")).as("its writer is there").isFalse();
        assertThat(fs.recoverLease("/f")).isTrue();
        out.abort("its lease was taken");
        assertThat(fs.truncate("/f", 3)).isTrue();
        fs.concat("/f", List.of("/g", "/h"));
        assertThat(nameNode.calls).contains("truncate 3", "concat [/g, /h]");
    }

    @Test
    void theUmaskIsAppliedHere() throws IOException {
        assertThat(fs.create("/f").status().permission()).isEqualTo(0644);
        fs.mkdirs("/d");
        assertThat(nameNode.calls).contains("mkdirs 755");
    }

    @Test
    void aBlockSizeThatChecksumsDoNotDivideCreatesNothing() {
        CreateOptions odd = CreateOptions.STANDARD.withBlockSizeBytes((1 << 20) + 1);
        assertThatThrownBy(() -> fs.create("/f", odd))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HADOOP_ILLEGAL_ARGUMENT))
                .hasMessage("Invalid values: dfs.bytes-per-checksum (=512) must divide block size (=1048577).");
        assertThat(nameNode.calls).isEmpty();
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

    @Test
    void aBlockThatNobodyHasWrittenYetIsEmpty() throws IOException {
        store("/f", content(BLOCK_SIZE));
        nameNode.reopenWithEmptyBlock("/f", 2);
        try (InputStream in = fs.open("/f")) {
            assertThat(in.readAllBytes()).hasSize(BLOCK_SIZE);
        }
        // A DataNode that has something and cannot say how much is another matter.
        datanodes.get(1).visibleLengthRefusal = Status.ERROR;
        nameNode.calls.clear();
        assertThatThrownBy(() -> fs.open("/f"))
                .isInstanceOf(HdfsException.class)
                .hasMessageContaining("Cannot obtain block length");
        assertThat(nameNode.calls).containsExactly("blockLocations", "blockLocations", "blockLocations");
        assertThatThrownBy(() -> fs.getFileChecksum("/f")).hasMessageContaining("under construction");
    }

    @Test
    void aBlockOfKnownLengthIsNotEmptyBecauseNobodyWhoIsNamedHasIt() throws IOException {
        store("/f", content(BLOCK_SIZE));
        nameNode.reopenWithBlock("/f", 100, 2);
        assertThatThrownBy(() -> fs.open("/f"))
                .isInstanceOf(HdfsException.class)
                .hasMessageContaining("Cannot obtain block length");
    }

    @Test
    void aBlockThatNoDatanodeHasReportedIsNotTakenForEmpty() throws IOException {
        store("/f", content(BLOCK_SIZE));
        nameNode.reopenWithEmptyBlock("/f", 0);
        assertThatThrownBy(() -> fs.open("/f"))
                .isInstanceOf(HdfsException.class)
                .hasMessageContaining("no DataNode has reported it");
    }
}
