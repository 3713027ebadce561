package dev.cairnfs.datanode.namenode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class NameNodeActorTest {
    private static final NamespaceInfo NAMESPACE = new NamespaceInfo(1, "CID", "BP-1", 0, -57);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now = 1_000 * SECOND;
    private final FakeNameNode nameNode = new FakeNameNode();
    private final FakeNode node = new FakeNode();
    private final ReportQueue queue = new ReportQueue();
    private final NameNodeActor actor = new NameNodeActor(nameNode, node, queue, () -> now, 1000);

    /** Runs steps until there is nothing to do. */
    private long settle() {
        long wait = actor.step();
        while (wait == 0) {
            wait = actor.step();
        }
        return wait;
    }

    private List<String> calls() {
        List<String> calls = List.copyOf(nameNode.calls);
        nameNode.calls.clear();
        return calls;
    }

    @Test
    void registersReportsAndSendsHeartbeats() {
        assertThat(settle()).isEqualTo(3 * SECOND);
        assertThat(calls()).containsExactly("register", "report DS-1", "report DS-2", "heartbeat");
        assertThat(node.events).containsExactly("joined");
        assertThat(actor.isRegistered()).isTrue();
        now += 3 * SECOND - 1;
        assertThat(settle()).isEqualTo(1);
        assertThat(calls()).isEmpty();
        now += 1;
        settle();
        assertThat(calls()).containsExactly("heartbeat");
        now += TimeUnit.HOURS.toNanos(6);
        settle();
        assertThat(calls()).containsExactly("report DS-1", "report DS-2", "heartbeat");
    }

    /** Before its id is on disk nobody may count on it. */
    @Test
    void isLetInWhenItsVolumesSayWhoItIs() {
        node.namespaceId = 0;
        settle();
        assertThat(calls()).containsExactly("register", "register", "report DS-1", "report DS-2", "heartbeat");
        assertThat(node.events).containsExactly("joined");
    }

    @Test
    void triesAgainUntilTheNameNodeAnswers() {
        nameNode.failure = new ConnectException("refused");
        for (int i = 0; i < 50; i++) {
            now += settle();
        }
        assertThat(settle()).isEqualTo(3 * SECOND);
        nameNode.failure = null;
        now += 3 * SECOND;
        calls();
        settle();
        assertThat(calls()).containsExactly("register", "report DS-1", "report DS-2", "heartbeat");
    }

    @Test
    void obeysCommands() {
        settle();
        calls();
        DatanodeCommand invalidate = DatanodeCommand.invalidate(List.of(new Block(1, 1, 1)));
        nameNode.commands.add(invalidate);
        nameNode.commands.add(DatanodeCommand.blockReport());
        now += 3 * SECOND;
        settle();
        assertThat(calls()).containsExactly("heartbeat", "report DS-1", "report DS-2");
        assertThat(node.events).containsExactly("joined", "INVALIDATE");
        nameNode.commands.add(DatanodeCommand.register());
        now += 3 * SECOND;
        settle();
        assertThat(calls()).containsExactly("heartbeat", "register", "report DS-1", "report DS-2", "heartbeat");
    }

    @Test
    void registersAgainWhenItIsNotKnown() {
        settle();
        calls();
        nameNode.failure = new HdfsException(ErrorCode.UNREGISTERED_NODE, "who are you");
        now += 3 * SECOND;
        settle();
        nameNode.failure = null;
        now += SECOND;
        settle();
        assertThat(calls()).containsExactly("heartbeat", "register", "report DS-1", "report DS-2", "heartbeat");
    }

    @Test
    void numbersItsReportsInTheOrderInWhichTheyAreComposed() {
        settle();
        queue.add(change(1, ReplicaChange.Kind.RECEIVED));
        nameNode.failure = new ConnectException("refused");
        actor.sendIncremental();
        nameNode.failure = null;
        actor.sendIncremental();
        now += TimeUnit.HOURS.toNanos(6);
        settle();
        // Registration, two storages, a change that is told twice, two storages.
        assertThat(nameNode.sequences).containsExactly(1001L, 1002L, 1002L, 1003L, 1004L, 1005L, 1005L);
    }

    @Test
    void anotherClusterIsFatal() {
        node.joinFailure = new HdfsException(ErrorCode.INCONSISTENT_STORAGE, "another cluster");
        actor.step();
        assertThat(node.events).containsExactly("fatal REGISTER: another cluster");
    }

    @Test
    void incrementalReportsAreToldOnceAndAgainAfterAFailure() {
        settle();
        calls();
        queue.add(change(1, ReplicaChange.Kind.RECEIVING));
        queue.add(change(1, ReplicaChange.Kind.RECEIVED));
        queue.add(change(2, ReplicaChange.Kind.RECEIVED));
        nameNode.failure = new ConnectException("refused");
        assertThat(actor.sendIncremental()).isFalse();
        nameNode.failure = null;
        queue.add(change(1, ReplicaChange.Kind.DELETED));
        queue.addBadBlock(new NameNodePort.BadBlock(new ExtendedBlock("BP-1", new Block(3, 1, 0)), "DS-1"));
        assertThat(actor.sendIncremental()).isTrue();
        assertThat(nameNode.changes)
                .containsExactly(change(2, ReplicaChange.Kind.RECEIVED), change(1, ReplicaChange.Kind.DELETED));
        assertThat(calls()).containsExactly("incremental", "incremental", "bad blocks");
        assertThat(actor.sendIncremental()).isTrue();
        assertThat(calls()).isEmpty();
    }

    @Test
    @Timeout(60)
    void incrementalReportsSurviveABug() throws Exception {
        CompletableFuture<List<ReplicaChange>> toldAfterTheBug = new CompletableFuture<>();
        AtomicInteger attempts = new AtomicInteger();
        FakeNameNode port = new FakeNameNode() {
            @Override
            public void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> told) {
                if (attempts.incrementAndGet() == 1) {
                    throw new IllegalStateException("a bug");
                }
                toldAfterTheBug.complete(told);
            }
        };
        try (NameNodeActor running = new NameNodeActor(port, node, queue, System::nanoTime, 1000)) {
            queue.add(change(1, ReplicaChange.Kind.RECEIVED));
            running.start();
            assertThat(toldAfterTheBug.get(30, TimeUnit.SECONDS))
                    .containsExactly(change(1, ReplicaChange.Kind.RECEIVED));
        }
    }

    @Test
    void tooManyChangesBecomeAFullReport() {
        settle();
        calls();
        for (int i = 0; i <= ReportQueue.CHANGES_MAX; i++) {
            queue.add(change(i, ReplicaChange.Kind.RECEIVED));
        }
        actor.sendIncremental();
        settle();
        assertThat(calls()).containsExactly("report DS-1", "report DS-2");
    }

    @Test
    void aHurriedHeartbeatComesAtOnce() {
        settle();
        calls();
        actor.hurry(true);
        settle();
        assertThat(calls()).containsExactly("report DS-1", "report DS-2", "heartbeat");
    }

    @Test
    void aNodeHearsThatItIsSlow() {
        settle();
        nameNode.slow = true;
        actor.hurry(false);
        settle();
        assertThat(node.events).contains("slow").doesNotContain("not slow");
        nameNode.slow = false;
        actor.hurry(false);
        settle();
        assertThat(node.events).contains("not slow");
    }

    private static ReplicaChange change(long id, ReplicaChange.Kind kind) {
        return new ReplicaChange("DS-1", new Block(id, 1, 1), kind);
    }

    private static class FakeNameNode implements NameNodePort {
        final List<String> calls = new ArrayList<>();
        final List<DatanodeCommand> commands = new ArrayList<>();
        final List<ReplicaChange> changes = new ArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        boolean slow;

        @Nullable
        IOException failure;

        private void called(String call) throws IOException {
            calls.add(call);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public Registered register(long sequence, Registration registration) throws IOException {
            sequences.add(sequence);
            called("register");
            return new Registered(NAMESPACE, 3000, TimeUnit.HOURS.toMillis(6));
        }

        @Override
        public HeartbeatAnswer heartbeat(String datanodeUuid, Heartbeat heartbeat) throws IOException {
            called("heartbeat");
            List<DatanodeCommand> answer = List.copyOf(commands);
            commands.clear();
            return new HeartbeatAnswer(answer, slow);
        }

        @Override
        public void blockReport(String datanodeUuid, long sequence, String storageId, byte[] packed)
                throws IOException {
            sequences.add(sequence);
            called("report " + storageId);
        }

        @Override
        public void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> told) throws IOException {
            sequences.add(sequence);
            called("incremental");
            changes.addAll(told);
        }

        @Override
        public void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) throws IOException {
            called("bad blocks");
        }

        @Override
        public void reportError(String datanodeUuid, NodeError error) throws IOException {
            called("error");
        }

        @Override
        public void commitBlockSynchronization(String datanodeUuid, BlockSynchronization outcome) throws IOException {
            called("commit");
        }
    }

    private static final class FakeNode implements LocalNode {
        int namespaceId = 7;
        final List<String> events = new ArrayList<>();
        boolean slow;

        @Nullable
        IOException joinFailure;

        @Override
        public String uuid() {
            return "uuid";
        }

        @Override
        public NameNodePort.Registration registration() {
            return new NameNodePort.Registration(
                    new DatanodeId("uuid", "h", 1, 2), namespaceId, "", "", "test", "", List.of());
        }

        @Override
        public void joined(NamespaceInfo namespace) throws IOException {
            if (joinFailure != null) {
                throw joinFailure;
            }
            events.add("joined");
            namespaceId = 7;
        }

        @Override
        public NameNodePort.Heartbeat heartbeat() {
            return new NameNodePort.Heartbeat(List.of(), 0, 0, List.of());
        }

        @Override
        public void foundSlow(boolean isSlow) {
            if (isSlow != slow) {
                slow = isSlow;
                events.add(isSlow ? "slow" : "not slow");
            }
        }

        @Override
        public Map<String, byte[]> fullReports() {
            return new TreeMap<>(Map.of("DS-1", new byte[0], "DS-2", new byte[0]));
        }

        @Override
        public void execute(DatanodeCommand command) {
            events.add(command.action().name());
        }

        @Override
        public void fatal(String reason) {
            events.add("fatal " + reason);
        }
    }
}
