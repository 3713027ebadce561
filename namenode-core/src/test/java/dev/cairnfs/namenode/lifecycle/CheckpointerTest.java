package dev.cairnfs.namenode.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.journal.FileJournal;
import dev.cairnfs.namenode.journal.JournalSettings;
import dev.cairnfs.namenode.journal.JournalStatus;
import dev.cairnfs.namenode.journal.MemoryStorage;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.CoreState;
import dev.cairnfs.namenode.loop.LoopClock;
import dev.cairnfs.namenode.loop.LoopHooks;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.namenode.loop.ReplyGate;
import dev.cairnfs.namenode.loop.StateLoop;
import dev.cairnfs.namenode.loop.StateMachine;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckpointerTest {
    private static final Caller ROOT = new Caller("hdfs", Set.of("supergroup"), true, "127.0.0.1", null);

    @TempDir
    Path temp;

    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> written = new LinkedBlockingQueue<>();
    private final MemoryStorage one = new MemoryStorage("one");
    private final MemoryStorage two = new MemoryStorage("two");
    private NameDirectories directories;
    private FileJournal journal;
    private StateLoop loop;

    @SuppressWarnings("NullAway.Init") // each test starts one
    private Checkpointer checkpointer;

    @BeforeEach
    void assemble() throws IOException {
        NameNodeConfig config = NameNodeConfig.defaults(List.of(temp.resolve("a")), "hdfs");
        NameNode.format(config, "CID-1");
        directories = NameDirectories.open(config.nameDirectories());
        BlockManager blocks = new BlockManager(BlockManagerSettings.defaults(), 0);
        Namespace namespace = new Namespace("hdfs", "supergroup", blocks);
        blocks.attach(namespace, directories.info());
        blocks.start(RememberedDatanodes.NONE, 0);
        CoreState state = new CoreState(
                namespace, blocks, new LeaseClock(namespace.leases(), 0), NameNodeSettings.defaults("hdfs"), "BP-1");
        LoopHooks hooks =
                new LoopHooks(LoopClock.system(), (what, cause) -> faults.add(what), AuditSink.NONE, OpMetrics.NONE);
        ReplyGate gate = new ReplyGate();
        StateMachine machine = new StateMachine(state, hooks, gate, new SplittableRandom(1), List.of());
        JournalSettings settings = new JournalSettings(4096, 1 << 20, 0);
        journal = new FileJournal(new SegmentLog(List.of(one, two), settings), settings, hooks.fault()::fault);
        journal.start(1, gate::durable);
        loop = new StateLoop(machine, journal, hooks, 100);
        loop.start();
    }

    private void start(long transactions, Checkpointer.Images images) {
        checkpointer = new Checkpointer(
                new CheckpointSettings(Duration.ofHours(1), transactions, Duration.ofMillis(1), 2),
                directories,
                loop,
                journal,
                new KnownDatanodes(directories.directories()),
                0,
                new Checkpointer.Surroundings(
                        images,
                        1,
                        (what, cause) ->
                                faults.add(what + ": " + cause.getClass().getSimpleName())));
        checkpointer.start();
    }

    @AfterEach
    void stop() throws Exception {
        checkpointer.stop();
        loop.stop();
        journal.close();
        directories.close();
    }

    private void mkdir(String path) throws Exception {
        loop.execute(ROOT, new Mkdirs(HdfsPath.parse(path), 0755, true)).get(30, TimeUnit.SECONDS);
    }

    @Test
    void anExceptionIsShownAndTheNextRoundTriesAgain() throws Exception {
        int[] attempts = {0};
        start(1, (snapshot, directory) -> {
            if (attempts[0]++ == 0) {
                throw new IllegalStateException("a bug");
            }
            written.add(snapshot.lastTxid());
        });
        mkdir("/a");
        assertThat(written.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void anExceptionOutsideOfACheckpointDoesNotEndTheThread() throws Exception {
        two.setFaults((step, file) -> {
            throw new IOException("Input/output error");
        });
        mkdir("/a");
        // Every look after the failed directory meets a closed journal.
        journal.close();
        start(1_000_000, (snapshot, directory) -> written.add(snapshot.lastTxid()));
        assertThat(faults.poll(50, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(() -> checkpointer.request().get(30, TimeUnit.SECONDS))
                .hasMessageContaining("the journal is closed");
    }

    @Test
    void anErrorOfTheVirtualMachineIsAFault() throws Exception {
        start(1_000_000, (snapshot, directory) -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThatThrownBy(() -> checkpointer.request().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(faults.poll(30, TimeUnit.SECONDS))
                .isEqualTo("The thread nn-checkpointer has died: OutOfMemoryError");
        assertThat(checkpointer.status().running()).isFalse();
        assertThat(checkpointer.status().failure()).contains("Java heap space");
    }

    @Test
    void aFailedDirectoryOfTheJournalIsTriedAgainAndAnImageMakesUpForWhatItLacks() throws Exception {
        two.setFaults((step, file) -> {
            throw new IOException("Input/output error");
        });
        mkdir("/a");
        assertThat(journal.status().directories())
                .extracting(directory -> directory.failure() != null)
                .containsExactly(false, true);
        two.setFaults(MemoryStorage.Faults.NONE);
        start(1_000_000, (snapshot, directory) -> written.add(snapshot.lastTxid()));
        assertThat(written.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(journal.status().directories())
                .extracting(JournalStatus.Directory::failure)
                .containsOnlyNulls();
        assertThat(faults).isEmpty();
    }

    @Test
    void aJournalThatCannotBeRolledWhileADirectoryIsTriedAgainDoesNotEndTheThread() throws Exception {
        two.setFaults((step, file) -> {
            throw new IOException("Input/output error");
        });
        mkdir("/a");
        // The last directory fails at the roll: the journal reports that itself.
        one.setFaults((step, file) -> {
            throw new IOException("No space left on device");
        });
        start(1_000_000, (snapshot, directory) -> written.add(snapshot.lastTxid()));
        assertThat(faults.poll(30, TimeUnit.SECONDS)).contains("journal");
        assertThatThrownBy(() -> checkpointer.request().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class);
        assertThat(written).isEmpty();
    }
}
