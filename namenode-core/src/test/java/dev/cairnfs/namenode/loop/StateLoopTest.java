package dev.cairnfs.namenode.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.journal.FileJournal;
import dev.cairnfs.namenode.journal.FileStorage;
import dev.cairnfs.namenode.journal.JournalRecovery;
import dev.cairnfs.namenode.journal.JournalSettings;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop with its real threads and a real journal. */
@Timeout(60)
class StateLoopTest {
    private static final FaultHandler NO_FAULT = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    Path directory;

    @Test
    void whatWasAnsweredIsInTheJournal() throws Exception {
        LoopHooks hooks = new LoopHooks(LoopClock.system(), NO_FAULT, AuditSink.NONE, OpMetrics.NONE);
        ReplyGate gate = new ReplyGate();
        Namespace namespace = new Namespace("root", "supergroup", BlockEvents.NONE);
        StateMachine machine =
                new StateMachine(TestCore.state(namespace), hooks, gate, new SplittableRandom(1), List.of());
        FileStorage storage = new FileStorage(directory);
        FileJournal journal = new FileJournal(
                new SegmentLog(List.of(storage), JournalSettings.DEFAULTS), JournalSettings.DEFAULTS, NO_FAULT::fault);
        journal.start(1, gate::durable);
        StateLoop loop = new StateLoop(machine, journal, hooks, 10_000);
        loop.start();
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            answers.add(loop.execute(TestCore.ALICE, new TestCore.Mkdir("d" + i)));
        }
        for (CompletableFuture<Boolean> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(loop.query(TestCore.ALICE, new TestCore.CountChildren()).get(30, TimeUnit.SECONDS))
                .isEqualTo(2000);
        assertThat(loop.onLoop("txid", state -> state.namespace().lastTxid()).get(30, TimeUnit.SECONDS))
                .isEqualTo(2000);
        CompletableFuture<Boolean> last = loop.execute(TestCore.ALICE, new TestCore.Mkdir("last"));
        loop.stop();
        journal.close();
        assertThat(last).isCompletedWithValue(true);
        assertThat(loop.execute(TestCore.ALICE, new TestCore.Mkdir("late"))).isCompletedExceptionally();

        Namespace recovered = new Namespace("root", "supergroup", BlockEvents.NONE);
        assertThat(JournalRecovery.recover(List.of(storage)).read(1, recovered::replay))
                .isEqualTo(2001);
        assertThat(recovered.inodes().childCount(Namespace.ROOT_ID)).isEqualTo(2001);
    }
}
