package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.model.BlockLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real DataNode at the head of a pipeline whose last one has the bytes, shows them, and keeps its acks to itself. */
@Timeout(60)
class LaggingAcksTest {
    private static final int SHOWN = 150_000;

    @TempDir
    private Path directory;

    private final List<BlockLocation> locations = new ArrayList<>();
    private final FakeNameNode nameNode = new FakeNameNode(locations, 2);
    private final byte[] content = new byte[400_000];
    private RealDatanode head;
    private FakeDatanode tail;
    private CairnFileSystem fs;
    private CairnOutputStream out;

    @BeforeEach
    void write() throws IOException {
        new Random(1).nextBytes(content);
        head = new RealDatanode(directory);
        tail = new FakeDatanode("tail");
        tail.acksWaitForHeartbeat = true;
        tail.shows = (long) SHOWN;
        locations.add(head.location());
        locations.add(tail.location());
        // What was sent reaches the disk some time.
        ClientSettings settings = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice")
                .withReadRetryPauses(Collections.nCopies(1000, Duration.ofMillis(10)));
        fs = CairnFileSystem.open(settings, nameNode, () -> {});
        out = fs.create("/f");
        out.write(content);
    }

    @AfterEach
    void stop() throws IOException {
        out.abort("the test is over");
        fs.close();
        head.close();
        tail.close();
    }

    @Test
    void whatOnlyTheLastNodeHasShownIsReadFromTheOthers() throws IOException {
        nameNode.onlyFrom = locations.get(0).datanode().uuid();
        try (CairnInputStream in = fs.open("/f")) {
            assertThat(in.length()).as("acknowledged to the first").isZero();
        }
        nameNode.onlyFrom = "";
        try (CairnInputStream in = fs.open("/f")) {
            assertThat(in.length()).isEqualTo(SHOWN);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, SHOWN));
        }
    }

    @Test
    void aStreamGoesOnWhereTheNodeThatHasShownTheBytesIsGone() throws IOException {
        try (CairnInputStream in = fs.open("/f")) {
            nameNode.onlyFrom = locations.get(0).datanode().uuid();
            assertThat(in.refresh()).isEqualTo(SHOWN);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, SHOWN));
        }
    }
}
