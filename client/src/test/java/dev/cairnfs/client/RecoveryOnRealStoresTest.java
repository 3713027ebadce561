package dev.cairnfs.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.client.pipeline.PipelineAck;
import dev.cairnfs.client.pipeline.PipelinePolicy;
import dev.cairnfs.client.pipeline.PipelineSetup;
import dev.cairnfs.client.pipeline.ReplaceDatanodeOnFailure;
import dev.cairnfs.client.pipeline.ReplaceDatanodeOnFailure.Policy;
import dev.cairnfs.client.pipeline.WriteStart;
import dev.cairnfs.client.transfer.BufferPool;
import dev.cairnfs.client.transfer.StallWatch;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.client.transfer.TransferSettings;
import dev.cairnfs.client.write.FileWriter;
import dev.cairnfs.client.write.PipelineConnector;
import dev.cairnfs.client.write.PipelineLink;
import dev.cairnfs.client.write.SocketConnector;
import dev.cairnfs.client.write.SyncFlag;
import dev.cairnfs.client.write.WriteContext;
import dev.cairnfs.client.write.WriteSettings;
import dev.cairnfs.client.write.WriteTarget;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DataNodes die at every step of a write: before each packet leaves, before each acknowledgement is looked at, one of
 * them or two at once. What was written comes back from every replica that the NameNode knows of.
 */
@Timeout(120)
class RecoveryOnRealStoresTest {
    private static final int NODES = 6;
    private static final int REPLICATION = 3;
    /** Seven chunks with their checksums and the header. */
    private static final int PACKET_SIZE = 4096;

    private static final int PACKET_BYTES = 3584;
    private static final int BLOCK_SIZE = 16 << 10;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<RealDatanode> datanodes = new ArrayList<>();
    private final List<BlockLocation> locations = new ArrayList<>();
    private final FakeNameNode nameNode = new FakeNameNode(locations, REPLICATION);
    private final TransferContext transfer =
            new TransferContext(TransferSettings.STANDARD, new BufferPool(1 << 20), new StallWatch(System::nanoTime));
    private CairnFileSystem reader;
    private int files;

    @BeforeEach
    void start() throws IOException {
        System.out.println("seed " + seed);
        for (int i = 0; i < NODES; i++) {
            RealDatanode datanode = new RealDatanode(Files.createDirectory(directory.resolve("dn" + i)));
            datanodes.add(datanode);
            locations.add(datanode.location());
        }
        ClientSettings settings = ClientSettings.of(URI.create("http://127.0.0.1:1"), "alice")
                .withReadRetryPauses(List.of(Duration.ofMillis(10), Duration.ofMillis(10)));
        reader = CairnFileSystem.open(settings, nameNode, () -> {});
    }

    @AfterEach
    void stop() throws IOException {
        reader.close();
        datanodes.forEach(RealDatanode::close);
    }

    /** Kills DataNodes, given by their place in the first pipeline, at one step of a stream. */
    private final class Killer implements PipelineConnector {
        private final SocketConnector sockets = new SocketConnector(transfer, DataChecksum.STANDARD);
        private final Set<Integer> victims;
        private final int step;
        private final boolean atAcks;
        private int sends;
        private int acks;
        private List<BlockLocation> pipeline = List.of();

        Killer(Set<Integer> victims, boolean atAcks, int step) {
            this.victims = victims;
            this.atAcks = atAcks;
            this.step = step;
        }

        private void passed(boolean ack) {
            int count = ack ? acks++ : sends++;
            if (ack == atAcks && count == step) {
                victims.forEach(place -> kill(pipeline.get(place)));
            }
        }

        boolean hasKilled() {
            return (atAcks ? acks : sends) > step;
        }

        @Override
        public PipelineLink connect(PipelineSetup setup, WriteTarget target) throws IOException {
            if (pipeline.isEmpty()) {
                pipeline = setup.nodes();
            }
            return new WatchedLink(sockets.connect(setup, target), this);
        }

        @Override
        public void transfer(ExtendedBlock block, BlockLocation source, BlockLocation target, WriteTarget file)
                throws IOException {
            sockets.transfer(block, source, target, file);
        }

        @Override
        public boolean isLocal(BlockLocation node) {
            return false;
        }
    }

    private record WatchedLink(PipelineLink link, Killer killer) implements PipelineLink {
        @Override
        public void send(ByteBuffer[] packets, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                killer.passed(false);
                link.send(new ByteBuffer[] {packets[i]}, 1);
            }
        }

        @Override
        public void sendHeartbeat() throws IOException {
            link.sendHeartbeat();
        }

        @Override
        public boolean sendHeartbeatBeside(BooleanSupplier wanted) throws IOException {
            return link.sendHeartbeatBeside(wanted);
        }

        @Override
        public boolean hasAck() throws IOException {
            return link.hasAck();
        }

        @Override
        public PipelineAck readAck() throws IOException {
            killer.passed(true);
            return link.readAck();
        }

        @Override
        public void abort() {
            link.abort();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    private void kill(BlockLocation node) {
        for (int i = 0; i < NODES; i++) {
            if (locations.get(i).datanode().uuid().equals(node.datanode().uuid())) {
                datanodes.get(i).kill();
            }
        }
    }

    private void reviveAll() throws IOException {
        for (int i = 0; i < NODES; i++) {
            if (datanodes.get(i).isKilled()) {
                datanodes.get(i).revive();
                locations.set(i, datanodes.get(i).location());
            }
        }
    }

    private byte[] content(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String newPath() {
        return "/f" + files++;
    }

    private FileWriter create(String path, PipelineConnector connector) throws IOException {
        CreatedFile created = nameNode.createWithBlock(
                "alice",
                new CreateWithBlockRequest(
                        new CreateRequest(path, 0644, "client", true, true, REPLICATION, BLOCK_SIZE),
                        List.of(),
                        List.of()));
        return writer(path, created.status(), WriteStart.ofNewFile(REPLICATION, created.firstBlock()), connector);
    }

    private FileWriter append(String path, PipelineConnector connector) throws IOException {
        AppendedFile appended = nameNode.append("alice", new AppendRequest(path, "client", false));
        return writer(path, appended.status(), WriteStart.ofAppend(REPLICATION, appended.lastBlock()), connector);
    }

    private FileWriter writer(String path, FileStatus status, WriteStart start, PipelineConnector connector) {
        WriteTarget target = new WriteTarget(
                "alice", "client", path, status.fileId(), BLOCK_SIZE, status.length(), List.of(), Set.of(), start);
        WriteContext context =
                new WriteContext(nameNode, connector, transfer.buffers(), Duration.ofSeconds(30), WaitingClock.REAL);
        PipelinePolicy policy =
                PipelinePolicy.STANDARD.withReplacement(new ReplaceDatanodeOnFailure(Policy.DEFAULT, true, 0));
        return new FileWriter(context, target, new WriteSettings(PACKET_SIZE, DataChecksum.STANDARD, policy), n -> {});
    }

    /** Every replica that the NameNode knows of is whole, on disk and when it is read. */
    private void verify(String path, byte[] content, String what) throws IOException {
        assertThat(reader.isFileClosed(path)).as(what).isTrue();
        for (LocatedBlock block : nameNode.blocksOf(path)) {
            int from = (int) block.offset();
            byte[] part = Arrays.copyOfRange(
                    content, from, from + (int) block.block().block().numBytes());
            assertThat(block.locations()).as(what).isNotEmpty();
            for (BlockLocation location : block.locations()) {
                RealDatanode datanode = datanodes.stream()
                        .filter(d -> d.location()
                                .datanode()
                                .uuid()
                                .equals(location.datanode().uuid()))
                        .findFirst()
                        .orElseThrow();
                if (!datanode.isKilled()) {
                    assertThat(datanode.finished(block.block().block()))
                            .as("%s: %s on %s", what, block.block(), location.datanode())
                            .isEqualTo(part);
                }
            }
        }
        assertThat(nameNode.blocksOf(path).stream()
                        .mapToLong(b -> b.block().block().numBytes())
                        .sum())
                .as(what)
                .isEqualTo(content.length);
        assertThat(read(path)).as(what).isEqualTo(content);
    }

    private byte[] read(String path) throws IOException {
        try (CairnInputStream in = reader.open(path)) {
            return in.readAllBytes();
        }
    }

    private static List<Set<Integer>> victims() {
        return List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(0, 1), Set.of(0, 2), Set.of(1, 2));
    }

    /** Kills at each step until the stream ends before the step comes. */
    private void atEachStep(boolean atAcks, StreamUnderTest stream) throws IOException {
        for (Set<Integer> killed : victims()) {
            boolean reached = true;
            for (int step = 0; reached; step++) {
                Killer killer = new Killer(killed, atAcks, step);
                stream.run(killer, "seed " + seed + ", " + killed + " die at " + (atAcks ? "ack " : "packet ") + step);
                reached = killer.hasKilled();
                reviveAll();
            }
        }
    }

    private interface StreamUnderTest {
        void run(Killer killer, String what) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSmallBlockSurvives(boolean atAcks) throws IOException {
        atEachStep(atAcks, (killer, what) -> {
            String path = newPath();
            byte[] content = content(3 * PACKET_BYTES + 700);
            FileWriter out = create(path, killer);
            out.write(content, 0, content.length);
            out.close();
            verify(path, content, what);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void flushesSurviveAndAreVisible(boolean atAcks) throws IOException {
        atEachStep(atAcks, (killer, what) -> {
            String path = newPath();
            byte[] content = content(BLOCK_SIZE + 2000);
            FileWriter out = create(path, killer);
            int at = 0;
            for (int end : new int[] {300, 1000, PACKET_BYTES + 1000, BLOCK_SIZE - 1, content.length}) {
                out.write(content, at, end - at);
                at = end;
                out.flush();
                assertThat(read(path)).as(what).isEqualTo(Arrays.copyOf(content, at));
            }
            out.close();
            verify(path, content, what);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAppendSurvives(boolean atAcks) throws IOException {
        atEachStep(atAcks, (killer, what) -> {
            String path = newPath();
            byte[] content = content(PACKET_BYTES + 3000);
            FileWriter first = create(path, new SocketConnector(transfer, DataChecksum.STANDARD));
            first.write(content, 0, 1300);
            first.close();
            FileWriter out = append(path, killer);
            out.write(content, 1300, 100);
            out.flush();
            out.write(content, 1400, content.length - 1400);
            out.close();
            verify(path, content, what);
        });
    }

    @Test
    void anAppendWhoseDatanodesAreGoneBeginsWithTheOthers() throws IOException {
        for (Set<Integer> killed : victims()) {
            String path = newPath();
            byte[] content = content(5000);
            SocketConnector sockets = new SocketConnector(transfer, DataChecksum.STANDARD);
            FileWriter first = create(path, sockets);
            first.write(content, 0, 1300);
            first.close();
            List<BlockLocation> pipeline = nameNode.blocksOf(path).get(0).locations();
            killed.forEach(place -> kill(pipeline.get(place)));
            FileWriter out = append(path, sockets);
            out.write(content, 1300, content.length - 1300);
            out.close();
            verify(path, content, "seed " + seed + ", " + killed + " are dead");
            reviveAll();
        }
    }

    /** Random lengths, flushes and ends of blocks, and DataNodes that die whenever they like, at most two at a time. */
    @Test
    void randomStreamsSurvive() throws IOException {
        for (int round = 0; round < 20; round++) {
            long roundSeed = seed + round;
            Random dice = new Random(roundSeed);
            String path = newPath();
            byte[] content = content(1 + dice.nextInt(5 * BLOCK_SIZE));
            List<Set<Integer>> sets = victims();
            Killer killer = new Killer(sets.get(dice.nextInt(sets.size())), dice.nextBoolean(), dice.nextInt(30));
            String what = "seed " + roundSeed;
            FileWriter out = create(path, killer);
            int at = 0;
            while (at < content.length) {
                int piece = Math.min(content.length - at, 1 + dice.nextInt(2 * PACKET_BYTES));
                out.write(content, at, piece);
                at += piece;
                int choice = dice.nextInt(6);
                if (choice < 2) {
                    out.flush();
                    assertThat(read(path)).as(what).isEqualTo(Arrays.copyOf(content, at));
                } else if (choice == 2) {
                    out.sync(Set.of(SyncFlag.UPDATE_LENGTH));
                } else if (choice == 3) {
                    out.sync(Set.of(SyncFlag.END_BLOCK));
                }
            }
            out.close();
            verify(path, content, what);
            reviveAll();
        }
    }
}
