package dev.cairnfs.namenode.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.FullReport;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.command.AddBlock;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.CommitBlockSynchronization;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.command.RecoverLease;
import dev.cairnfs.namenode.command.ReleaseExpiredLeases;
import dev.cairnfs.namenode.command.RenewLease;
import dev.cairnfs.namenode.command.Truncate;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.namenode.state.StateInvariants;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Lease and block recovery with all of the core but its threads: planners, replay, soft state, lease monitor, time. */
class LeaseRecoveryTest {
    private static final NamespaceInfo INFO = new NamespaceInfo(1, "CID-1", "BP-1", 0, 1);
    private static final Caller ROOT = new Caller("root", Set.of("supergroup"), true, "10.0.0.99", null);
    private static final NameNodeSettings SETTINGS = NameNodeSettings.defaults("root");
    private static final HdfsPath FILE = path("/f");

    /** A life of the NameNode, on the journal of the lives before. */
    private static final class Life {
        final ManualClock clock;
        final List<EditRecord> journal;
        final BlockManager blocks;
        final Namespace namespace;
        final StateMachine machine;
        long sequence = 1;

        Life(ManualClock clock, List<EditRecord> journal, RememberedDatanodes remembered) {
            this.clock = clock;
            this.journal = journal;
            long now = millis();
            blocks = new BlockManager(BlockManagerSettings.defaults(), now);
            namespace = new Namespace("root", "supergroup", blocks);
            blocks.attach(namespace, INFO);
            for (EditRecord record : journal) {
                namespace.replay(namespace.lastTxid() + 1, record);
            }
            blocks.start(remembered, now);
            CoreState state = new CoreState(
                    namespace, blocks, new LeaseClock(namespace.leases(), now), SETTINGS, INFO.blockPoolId());
            LoopHooks hooks = new LoopHooks(
                    clock,
                    (what, cause) -> {
                        throw new AssertionError(what, cause);
                    },
                    event -> {},
                    OpMetrics.NONE);
            ReplyGate gate = new ReplyGate();
            gate.durable(Long.MAX_VALUE);
            SplittableRandom random = new SplittableRandom(1);
            machine = new StateMachine(
                    state,
                    hooks,
                    gate,
                    random,
                    List.of(
                            PeriodicTask.soft(
                                    "tick",
                                    Duration.ofMillis(250),
                                    soft -> blocks.tick(soft.monotonicMillis(), random)),
                            PeriodicTask.command("leaseMonitor", Duration.ofSeconds(2), new ReleaseExpiredLeases())));
            blocks.listen(machine::replicaGained);
        }

        long millis() {
            return clock.monotonicNanos() / 1_000_000;
        }

        <R> R run(Command<R> command) {
            R result = machine.execute(ROOT, command).join();
            journal.addAll(machine.takeRecords());
            return result;
        }

        HdfsException refused(Command<?> command) {
            try {
                run(command);
            } catch (CompletionException e) {
                return (HdfsException) Objects.requireNonNull(e.getCause());
            }
            throw new AssertionError(command + " was not refused");
        }

        void register(int node) throws HdfsException {
            DatanodeId id = new DatanodeId("dn-" + node, "10.0.0." + node, 9866, 9864);
            blocks.registerDatanode(
                    new DatanodeRegistration(id, 1, "CID-1", "BP-1", "1", "/r", storages(node)), ++sequence, millis());
        }

        void report(int node, ReportedReplica... replicas) throws HdfsException {
            FullReport report = blocks.beginFullReport(
                    "dn-" + node,
                    ++sequence,
                    BlockReportCodec.decode(BlockReportCodec.encode("DS-" + node, List.of(replicas))),
                    millis());
            while (!blocks.applyFullReport(report, 100, millis())) {
                // goes on
            }
        }

        static List<StorageInfo> storages(int node) {
            return List.of(new StorageInfo("DS-" + node, "DISK", false, 1L << 40, 0, 1L << 40, 0, 0));
        }

        /** Lets time pass with heartbeats of the nodes; the recoveries that they are told to do. */
        List<BlockRecovery> pass(Duration duration, int... nodes) throws HdfsException {
            List<BlockRecovery> orders = new ArrayList<>();
            long until = millis() + duration.toMillis();
            while (millis() < until) {
                clock.advanceMillis(Math.min(1000, until - millis()));
                for (int node : nodes) {
                    for (DatanodeCommand command : blocks.heartbeat("dn-" + node, storages(node), 0, 0, millis())) {
                        orders.addAll(command.recoveries());
                        if (command.action() == DatanodeCommand.Action.BLOCK_REPORT) {
                            report(node);
                        }
                    }
                }
                machine.runTimers();
                while (machine.hasBackground()) {
                    machine.runBackground();
                }
                journal.addAll(machine.takeRecords());
            }
            return orders;
        }

        boolean isOpen() {
            return namespace.leases().openFileCount() > 0;
        }

        long length() {
            return namespace.inodes().fileLength(namespace.lookup(FILE).inodeId());
        }
    }

    private static HdfsPath path(String text) {
        try {
            return HdfsPath.parse(text);
        } catch (HdfsException e) {
            throw new AssertionError(e);
        }
    }

    private static Life firstLife() throws HdfsException {
        Life life = new Life(new ManualClock(), new ArrayList<>(), RememberedDatanodes.NONE);
        for (int node = 1; node <= 3; node++) {
            life.register(node);
            life.report(node);
        }
        return life;
    }

    /** A file that a writer has opened, with its first block. */
    private static Block open(Life life) {
        long file = life.run(new Create(FILE, 0644, "writer", "10.0.0.99", false, true, 3, 1 << 20))
                .fileId();
        return life.run(new AddBlock(FILE, file, "writer", null, List.of(), List.of()))
                .block()
                .block();
    }

    private static CommitBlockSynchronization end(BlockRecovery order, long length) {
        List<ReplicaPlace> places = new ArrayList<>();
        for (BlockLocation location : order.locations()) {
            places.add(new ReplicaPlace(location.datanode().uuid(), location.storageId()));
        }
        return new CommitBlockSynchronization(
                new ExtendedBlock("BP-1", order.block()), order.newGenerationStamp(), length, true, false, places);
    }

    /** Whatever the journal is cut to, it leads to a sound state, and all of it to this one. */
    private static void checkEveryPrefix(Life life) {
        Namespace shadow = new Namespace("root", "supergroup", BlockEvents.NONE);
        for (EditRecord record : life.journal) {
            shadow.replay(shadow.lastTxid() + 1, record);
            StateInvariants.check(shadow);
        }
        assertThat(NamespaceDigest.difference(shadow, life.namespace)).isEmpty();
    }

    @Test
    void aFileClosesAfterTheHardLimitAndARecovery() throws Exception {
        Life life = firstLife();
        open(life);
        assertThat(life.pass(SETTINGS.leaseHardLimit(), 1, 2, 3)).isEmpty();
        List<BlockRecovery> orders = life.pass(Duration.ofSeconds(10), 1, 2, 3);
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).locations()).hasSize(3);
        assertThat(life.run(end(orders.get(0), 77))).isTrue();
        assertThat(life.isOpen()).isFalse();
        assertThat(life.length()).isEqualTo(77);
        checkEveryPrefix(life);
    }

    @Test
    void attemptsWithoutAnAnswerAreRepeatedUntilOneAnswers() throws Exception {
        Life life = firstLife();
        Block block = open(life);
        assertThat(life.run(new RecoverLease(FILE, "other"))).isFalse();
        List<BlockRecovery> orders = life.pass(Duration.ofMinutes(6), 1, 2, 3);
        assertThat(orders).hasSizeBetween(3, 4);
        assertThat(orders.stream().map(BlockRecovery::newGenerationStamp)).doesNotHaveDuplicates();
        HdfsException late = life.refused(end(orders.get(0), 5));
        assertThat(late).hasMessageContaining("does not match current recovery id");
        BlockRecovery newest = orders.get(orders.size() - 1);
        assertThat(newest.block().blockId()).isEqualTo(block.blockId());
        assertThat(life.run(end(newest, 5))).isTrue();
        assertThat(life.isOpen()).isFalse();
        assertThat(life.run(new RecoverLease(FILE, "other"))).isTrue();
        checkEveryPrefix(life);
    }

    @Test
    void aRecoveryOutlivesTheNameNode() throws Exception {
        Life first = firstLife();
        Block block = open(first);
        first.run(new RecoverLease(FILE, "other"));
        BlockRecovery old = first.pass(Duration.ofSeconds(5), 1, 2, 3).get(0);

        Life second = new Life(first.clock, first.journal, RememberedDatanodes.NONE);
        for (int node = 1; node <= 3; node++) {
            second.register(node);
            second.report(node, new ReportedReplica(block, ReplicaState.RBW));
        }
        if (second.blocks.inSafeMode()) {
            second.blocks.leaveSafeMode(false);
        }
        assertThat(second.refused(end(old, 5))).hasMessageContaining("does not match current recovery id 0");
        BlockRecovery anew = second.pass(Duration.ofSeconds(20), 1, 2, 3).get(0);
        assertThat(anew.newGenerationStamp()).isGreaterThan(old.newGenerationStamp());
        second.run(end(anew, 5));
        assertThat(second.isOpen()).isFalse();
        assertThat(second.run(end(anew, 5))).as("repeated").isTrue();
        checkEveryPrefix(second);
    }

    @Test
    void aWriterThatComesBackLateIsShutOut() throws Exception {
        Life life = firstLife();
        Block block = open(life);
        life.pass(SETTINGS.leaseSoftLimit().plusSeconds(1), 1, 2, 3);
        Create other = new Create(FILE, 0644, "other", "10.0.0.98", false, true, 3, 1 << 20);
        assertThat(life.refused(other).code()).isEqualTo(ErrorCode.RECOVERY_IN_PROGRESS);
        life.machine.apply(new RenewLease("writer")).join();
        long file = life.namespace.lookup(FILE).inodeId();
        ExtendedBlock last = new ExtendedBlock("BP-1", new Block(block.blockId(), block.generationStamp(), 50));
        assertThat(life.refused(new Complete(FILE, file, "writer", last)).code())
                .isEqualTo(ErrorCode.LEASE_EXPIRED);
        life.run(end(life.pass(Duration.ofSeconds(5), 1, 2, 3).get(0), 40));
        assertThat(life.refused(new Complete(FILE, file, "writer", last)).code())
                .isEqualTo(ErrorCode.LEASE_EXPIRED);
        assertThat(life.length()).isEqualTo(40);
    }

    /** As long as somebody may hold what was written, the block stays, whoever says that there is nothing. */
    @Test
    void aBlockIsNotGivenUpWhileANodeOfItsPipelineIsAway() throws Exception {
        Life life = firstLife();
        open(life);
        life.pass(Duration.ofMinutes(11), 1, 2);
        life.run(new RecoverLease(FILE, "other"));
        BlockRecovery order = life.pass(Duration.ofSeconds(5), 1, 2).get(0);
        assertThat(order.locations()).hasSize(2);
        CommitBlockSynchronization nothing = new CommitBlockSynchronization(
                new ExtendedBlock("BP-1", order.block()), order.newGenerationStamp(), 0, true, true, List.of());
        assertThat(life.refused(nothing)).hasMessageContaining("was not asked");

        life.register(3);
        life.report(3);
        BlockRecovery next = life.pass(Duration.ofMinutes(2), 1, 2, 3).get(0);
        life.run(new CommitBlockSynchronization(
                new ExtendedBlock("BP-1", next.block()), next.newGenerationStamp(), 0, true, true, List.of()));
        assertThat(life.isOpen()).isFalse();
        assertThat(life.length()).isZero();
        checkEveryPrefix(life);
    }

    @Test
    void anUnwrittenBlockOfALifeBeforeGoesWhenAllNodesHaveReported() throws Exception {
        Life first = firstLife();
        open(first);
        Life second = new Life(first.clock, first.journal, remembered());
        second.blocks.leaveSafeMode(false);
        second.register(1);
        second.report(1);
        second.register(2);
        second.report(2);
        assertThat(second.run(new RecoverLease(FILE, "other"))).isFalse();
        second.pass(Duration.ofMinutes(2), 1, 2);
        assertThat(second.isOpen()).as("dn-3 may have it").isTrue();
        second.register(3);
        second.report(3);
        assertThat(second.pass(Duration.ofMinutes(1), 1, 2, 3)).isEmpty();
        assertThat(second.isOpen()).isFalse();
        checkEveryPrefix(second);
    }

    @Test
    void aTruncateGoesOnInTheNextLife() throws Exception {
        Life first = firstLife();
        Block block = open(first);
        long file = first.namespace.lookup(FILE).inodeId();
        Block whole = new Block(block.blockId(), block.generationStamp(), 100);
        for (int node = 1; node <= 3; node++) {
            first.report(node, new ReportedReplica(whole, ReplicaState.FINALIZED));
        }
        assertThat(first.run(new Complete(FILE, file, "writer", new ExtendedBlock("BP-1", whole))))
                .isTrue();
        assertThat(first.run(new Truncate(FILE, 30, "cutter", "10.0.0.98"))).isFalse();

        Life second = new Life(first.clock, first.journal, remembered());
        second.blocks.leaveSafeMode(false);
        for (int node = 1; node <= 3; node++) {
            second.register(node);
            second.report(node, new ReportedReplica(whole, ReplicaState.FINALIZED));
        }
        BlockRecovery order = second.pass(Duration.ofSeconds(20), 1, 2, 3).get(0);
        assertThat(order.truncated()).isEqualTo(new Block(block.blockId(), order.newGenerationStamp(), 30));
        second.run(end(order, 30));
        assertThat(second.isOpen()).isFalse();
        assertThat(second.length()).isEqualTo(30);
        checkEveryPrefix(second);
    }

    private static RememberedDatanodes remembered() {
        return RememberedDatanodes.ofUuids(List.of("dn-1", "dn-2", "dn-3"), true);
    }
}
