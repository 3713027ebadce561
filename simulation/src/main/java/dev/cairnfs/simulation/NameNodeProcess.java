package dev.cairnfs.simulation;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.ReleaseExpiredLeases;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.CoreState;
import dev.cairnfs.namenode.loop.LoopHooks;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.namenode.loop.PeriodicTask;
import dev.cairnfs.namenode.loop.ReplyGate;
import dev.cairnfs.namenode.loop.StateMachine;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One process of the NameNode: what its loop does, done by the scheduler. */
public final class NameNodeProcess {
    private static final int TIMER_PERIOD_MILLIS = 50;

    private final World world;
    private final History history;
    private final SimulatedProcess process;
    private final Namespace namespace;
    private final BlockManager blocks;
    private final StateMachine machine;
    private final ReplyGate gate = new ReplyGate();
    private final SegmentLog log;
    private final SimulatedJournal journal;
    private final List<Outstanding<?>> outstanding = new ArrayList<>();
    private final NavigableSet<String> knownDatanodes = new TreeSet<>();
    private boolean handOverScheduled;
    private boolean backgroundScheduled;

    private record Outstanding<R>(String name, Consumer<Outcome<R>> handler) {
        void lost() {
            handler.accept(new Outcome<>(null, null, true));
        }
    }

    NameNodeProcess(
            World world,
            History history,
            SimulatedProcess process,
            Namespace namespace,
            BlockManager blocks,
            SegmentLog log) {
        this.world = world;
        this.history = history;
        this.process = process;
        this.namespace = namespace;
        this.blocks = blocks;
        this.log = log;
        this.journal = new SimulatedJournal(log, process, world.random());
        CoreState state = new CoreState(
                namespace,
                blocks,
                new LeaseClock(namespace.leases(), world.scheduler().nowMillis()),
                SimulationSettings.rules(),
                SimulatedNameNode.POOL);
        LoopHooks hooks = new LoopHooks(world.scheduler(), this::fault, AuditSink.NONE, OpMetrics.NONE);
        this.machine = new StateMachine(state, hooks, gate, world.random(), tasks());
        blocks.listen(machine::replicaGained);
    }

    private void fault(String what, Throwable cause) {
        world.violations().report(new InvariantViolation("fault: " + what, cause));
    }

    private List<PeriodicTask> tasks() {
        return List.of(
                PeriodicTask.soft(
                        "tick", Duration.ofMillis(250), soft -> blocks.tick(soft.monotonicMillis(), world.random())),
                PeriodicTask.command("leaseMonitor", Duration.ofSeconds(2), new ReleaseExpiredLeases()),
                PeriodicTask.soft("remember", Duration.ofSeconds(5), soft -> {
                    if (blocks.nothingLacks()) {
                        knownDatanodes.retainAll(blocks.liveDatanodes());
                    }
                    return false;
                }));
    }

    void start() {
        gate.durable(namespace.lastTxid());
        process.run(() -> {
            journal.start(namespace.lastTxid() + 1, gate::durable);
            process.after(TIMER_PERIOD_MILLIS, this::timers);
        });
    }

    public Namespace namespace() {
        return namespace;
    }

    public BlockManager blocks() {
        return blocks;
    }

    long durableTxid() {
        return gate.durableTxid();
    }

    /** Remembers a DataNode, on the disk as it were, before it is let in. */
    void remember(String uuid) {
        knownDatanodes.add(uuid);
    }

    RememberedDatanodes knownDatanodes() {
        return RememberedDatanodes.ofUuids(List.copyOf(knownDatanodes), true);
    }

    SimulatedProcess process() {
        return process;
    }

    private void timers() {
        machine.runTimers();
        afterEvent();
        process.after(TIMER_PERIOD_MILLIS, this::timers);
    }

    private void afterEvent() {
        if (world.chance(75)) {
            handOver();
        } else if (!handOverScheduled) {
            // Some batches gather more than one event.
            handOverScheduled = true;
            process.after(1 + world.random().nextInt(3), () -> {
                handOverScheduled = false;
                handOver();
            });
        }
        if (machine.hasBackground() && !backgroundScheduled) {
            backgroundScheduled = true;
            process.after(1 + world.random().nextInt(10), () -> {
                backgroundScheduled = false;
                machine.runBackground();
                afterEvent();
            });
        }
    }

    private void handOver() {
        world.violations().throwIfAny();
        List<EditRecord> records = machine.takeRecords();
        if (!records.isEmpty()) {
            history.add(records, namespace);
            journal.append(namespace.lastTxid() - records.size() + 1, records);
        }
    }

    /**
     * A call arrives. The handler hears how it ended, in an event of its own.
     *
     * @param soft it writes no records of its own
     */
    @SuppressWarnings("FutureReturnValueIgnored") // answer() reports what it finds to the violations
    <R> void submit(
            String name,
            boolean soft,
            Function<StateMachine, CompletableFuture<R>> call,
            Consumer<Outcome<R>> handler) {
        Outstanding<R> waiting = new Outstanding<>(name, handler);
        outstanding.add(waiting);
        process.run(() -> {
            long before = namespace.lastTxid();
            CompletableFuture<R> future = call.apply(machine);
            // A soft event may wake calls that wait for a replica: their records come behind its own answer.
            long seen = soft ? before : namespace.lastTxid();
            future.whenComplete((value, failure) -> answer(waiting, seen, value, failure));
            afterEvent();
        });
    }

    private <R> void answer(Outstanding<R> waiting, long seen, @Nullable R value, @Nullable Throwable failure) {
        if (gate.durableTxid() < seen) {
            world.violations()
                    .report(new InvariantViolation(
                            waiting.name() + " was answered before txid " + seen + " was durable"));
        }
        outstanding.remove(waiting);
        HdfsException error = failure instanceof HdfsException refusal ? refusal : null;
        if (error != null && error.code() == ErrorCode.FAULT) {
            world.violations()
                    .report(new InvariantViolation(
                            waiting.name() + " failed by a fault: " + error.getMessage(), error));
        }
        world.trace().add(world.scheduler().nowMillis());
        world.trace().add(waiting.name());
        world.trace().add(error == null ? "ok" : error.code().name());
        world.soon(5, () -> waiting.handler().accept(new Outcome<>(value, error, true)));
    }

    /** A snapshot of now, whose records are all durable. */
    NamespaceSnapshot rollAndSnapshot() {
        handOver();
        NamespaceSnapshot snapshot = namespace.snapshot();
        InvariantViolation.check(journal.roll().isDone(), "a roll was not done at once");
        return snapshot;
    }

    long activeJournalDirectories() {
        return log.status().directories().stream()
                .filter(directory -> directory.failure() == null)
                .count();
    }

    void purgeBefore(long txid) {
        journal.purgeBefore(txid);
    }

    /** The process is gone: nobody will hear how these calls ended. */
    void loseCalls() {
        process.kill();
        List<Outstanding<?>> lost = List.copyOf(outstanding);
        outstanding.clear();
        lost.forEach(call -> world.soon(50, call::lost));
    }
}
