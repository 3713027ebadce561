package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.read.OpenBlocks;
import dev.cairnfs.client.read.ReadContext;
import dev.cairnfs.client.read.SuspectNodes;
import dev.cairnfs.client.transfer.BufferPool;
import dev.cairnfs.client.transfer.ConnectionCache;
import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.client.transfer.StallWatch;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.client.transfer.TransferSettings;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlocks;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How much of a block that is being written a reader sees when its DataNodes have heard of different acks. The socket
 * time-out is longer than that of the tests.
 */
@Timeout(40)
class OpenBlockLengthTest {
    private static final String FILE = "/f";
    private static final byte[] CONTENT = content();

    private final List<FakeDatanode> datanodes = new ArrayList<>();
    private final List<BlockLocation> locations = new ArrayList<>();
    private final FakeNameNode nameNode = new FakeNameNode(locations, 3);
    private CairnFileSystem fs;
    private long blockId;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            datanodes.add(new FakeDatanode("dn" + i));
            locations.add(datanodes.get(i).location());
        }
        ClientSettings settings = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice")
                .withReadRetryPauses(List.of(Duration.ZERO));
        fs = CairnFileSystem.open(settings, nameNode, () -> {});
        fs.create(FILE).close();
        nameNode.reopenWithEmptyBlock(FILE, 3);
        blockId = nameNode.blocksOf(FILE).get(0).block().block().blockId();
    }

    @AfterEach
    void stop() throws IOException {
        fs.close();
        for (FakeDatanode datanode : datanodes) {
            datanode.close();
        }
    }

    private static byte[] content() {
        byte[] bytes = new byte[20_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static byte[] head(int length) {
        return Arrays.copyOf(CONTENT, length);
    }

    /** This DataNode has so many bytes of the block, and knows of as many acks as it says. */
    private void put(int node, int written, long shown) {
        datanodes.get(node).blocks.put(blockId, head(written));
        datanodes.get(node).shows = shown;
    }

    private void finish(int length) throws IOException {
        for (FakeDatanode datanode : datanodes) {
            datanode.blocks.put(blockId, head(length));
        }
        nameNode.closeWithLastBlock(FILE, length);
    }

    private byte[] fetch() throws IOException {
        try (CairnInputStream in = fs.open(FILE)) {
            return in.readAllBytes();
        }
    }

    private long length() throws IOException {
        try (CairnInputStream in = fs.open(FILE)) {
            return in.length();
        }
    }

    @Test
    void theLargestAnswerCountsWhoeverGivesIt() throws IOException {
        int[] shown = {700, 1300, 5000};
        for (int turn = 0; turn < 3; turn++) {
            for (int node = 0; node < 3; node++) {
                put(node, 5000, shown[(node + turn) % 3]);
            }
            assertThat(fetch()).isEqualTo(head(5000));
        }
    }

    @Test
    void bytesThatSomeDoNotHaveYetAreReadFromTheOthers() throws IOException {
        put(0, 700, 700);
        put(1, 4999, 1300);
        put(2, 5000, 5000);
        assertThat(fetch()).isEqualTo(head(5000));
        try (CairnInputStream in = fs.open(FILE, 4990, 5)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 4990, 4995));
        }
    }

    @Test
    void whoHasTheBytesAndNotTheAckIsReadFromToo() throws IOException {
        put(0, 300, 300);
        put(1, 5000, 300);
        // Nothing can be read where the length was told.
        datanodes.get(2).shows = 5000L;
        assertThat(fetch()).isEqualTo(head(5000));
    }

    @Test
    void aRefusalOrADeadNodeDoesNotHideWhatOthersShow() throws IOException {
        datanodes.get(0).visibleLengthRefusal = Status.ERROR;
        put(1, 5000, 5000);
        datanodes.get(2).close();
        assertThat(fetch()).isEqualTo(head(5000));
        datanodes.get(0).visibleLengthRefusal = Status.ERROR_UNSUPPORTED;
        assertThat(fetch()).isEqualTo(head(5000));
        datanodes.get(0).shows = -1L;
        assertThat(fetch()).isEqualTo(head(5000));
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotWaitedForLongAndLaterNotAtAll() throws IOException {
        put(0, 5000, 5000);
        put(1, 5000, 700);
        put(2, 5000, 900);
        datanodes.get(0).unanswered.set(Integer.MAX_VALUE);
        assertThat(fetch()).isEqualTo(head(900));
        assertThat(fetch()).isEqualTo(head(900));
        assertThat(datanodes.get(0).lengthQuestions).hasValue(1);
        assertThat(datanodes.get(1).lengthQuestions).hasValue(2);
    }

    @Test
    void whenNobodyElseAnswersTheSilentOneIsWaitedFor() throws IOException {
        put(0, 5000, 5000);
        datanodes.get(0).unanswered.set(1);
        datanodes.get(1).visibleLengthRefusal = Status.ERROR;
        datanodes.get(2).close();
        assertThat(length()).isEqualTo(5000);
        assertThat(datanodes.get(0).lengthQuestions).hasValue(2);
        // Known to be silent by now: only asked when the others have said nothing.
        assertThat(length()).isEqualTo(5000);
        assertThat(datanodes.get(0).lengthQuestions).hasValue(3);
        assertThat(fetch()).isEqualTo(head(5000));
    }

    @Test
    void aConnectionThatItsDatanodeHasClosedMeanwhileIsReplaced() throws IOException {
        put(0, 5000, 5000);
        datanodes.get(0).closesAfterLength = true;
        datanodes.get(1).close();
        datanodes.get(2).close();
        for (int i = 1; i <= 3; i++) {
            assertThat(length()).isEqualTo(5000);
            assertThat(datanodes.get(0).lengthQuestions).hasValue(i);
        }
    }

    @Test
    void aKeptConnectionOverWhichNothingCanBeSentIsReplaced() throws IOException {
        put(0, 5000, 5000);
        TransferContext transfer = new TransferContext(
                TransferSettings.STANDARD, new BufferPool(1 << 20), new StallWatch(System::nanoTime));
        try (ConnectionCache cache = new ConnectionCache(transfer)) {
            DatanodeConnection kept = DatanodeConnection.open(locations.get(0).datanode(), transfer, 4096);
            cache.give(kept);
            kept.abort();
            ReadContext context = new ReadContext(nameNode, transfer, cache, new SuspectNodes(), "client", List.of());
            LocatedBlocks located = OpenBlocks.locate(context, "alice", FILE, 0, 1);
            assertThat(located.fileLength()).isEqualTo(5000);
        }
    }

    @Test
    void aStreamKeepsWhatItHasSeenWhenThoseThatAreLeftShowLess() throws IOException {
        put(0, 5000, 700);
        put(1, 5000, 1300);
        put(2, 5000, 5000);
        try (CairnInputStream in = fs.open(FILE)) {
            datanodes.get(2).close();
            assertThat(in.refresh()).isEqualTo(5000);
            assertThat(in.readAllBytes()).isEqualTo(head(5000));
            put(1, 6000, 6000);
            assertThat(in.refresh()).isEqualTo(6000);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 5000, 6000));
        }
    }

    @Test
    void aStreamFollowsAFileThatWasCutAndIsWrittenAgain() throws IOException {
        finish(5000);
        try (CairnInputStream in = fs.open(FILE)) {
            finish(150);
            nameNode.reopenWithEmptyBlock(FILE, 3);
            assertThat(in.refresh()).isEqualTo(150);
            assertThat(in.readAllBytes()).isEqualTo(head(150));
        }
    }

    @Test
    void aStreamFollowsAFileThatWasCut() throws IOException {
        for (int node = 0; node < 3; node++) {
            put(node, 5000, 5000);
        }
        try (CairnInputStream in = fs.open(FILE)) {
            in.readNBytes(1000);
            finish(2000);
            assertThat(in.refresh()).isEqualTo(2000);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 2000));
            finish(500);
            assertThat(in.refresh()).isEqualTo(500);
            assertThat(in.available()).isZero();
            assertThat(in.skip(10)).isZero();
            assertThat(in.read()).isEqualTo(-1);
            assertThatThrownBy(() -> in.seek(501)).isInstanceOf(EOFException.class);
            in.seek(0);
            assertThat(in.readAllBytes()).isEqualTo(head(500));
        }
    }

    @Test
    void whatWasLocatedCanBeReadWhenItsWitnessIsGone() throws IOException {
        put(0, 5000, 700);
        put(1, 5000, 700);
        put(2, 5000, 5000);
        LocatedBlocks located = fs.locateForReading(FILE, 0, 1);
        datanodes.get(2).close();
        assertThat(fetch()).isEqualTo(head(700));
        try (CairnInputStream in = fs.open(FILE, located, 600, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 600, 5000));
        }
    }
}
