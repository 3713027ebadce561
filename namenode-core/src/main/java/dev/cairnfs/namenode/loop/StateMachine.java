package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Plan;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.ReclaimDeleted;
import dev.cairnfs.namenode.command.SlicedCommand;
import dev.cairnfs.namenode.command.SlicedQuery;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NameNode's core without threads: plans calls, replays their records, collects them for the journal and gives the
 * answers to the gate. {@link StateLoop} runs it on its thread, the simulator on its own. With the same clock, random
 * generator and events it always does the same.
 *
 * <p>Records are replayed before they are durable; the gate keeps everything that rests on them from leaving.
 */
public final class StateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(StateMachine.class);
    private static final int RECLAIM_INODES = 500;
    private static final int REPLANS_MAX = 8;
    /** Each may hold a packed block report of some MiB. */
    private static final int LONG_OPERATIONS_MAX = 1000;

    private final CoreState state;
    private final Namespace namespace;
    private final LoopHooks hooks;
    private final ReplyGate gate;
    private final LoopContext context;
    private final ParkedCalls parked = new ParkedCalls();
    private final Background background = new Background(LONG_OPERATIONS_MAX);
    private final Set<String> inBackground = new HashSet<>();
    private final Timers timers;
    private List<EditRecord> records = new ArrayList<>();
    private boolean halted;
    private boolean reclaimNext;

    public StateMachine(
            CoreState state,
            LoopHooks hooks,
            ReplyGate gate,
            RandomGenerator random,
            List<PeriodicTask> periodicTasks) {
        this.state = state;
        this.namespace = state.namespace();
        this.hooks = hooks;
        this.gate = gate;
        this.context = new LoopContext(state, random, hooks.clock());
        this.timers = new Timers(periodicTasks, nowMillis());
    }

    /** Does the command now; the future completes once the records are durable. */
    public <R> CompletableFuture<R> execute(Caller caller, Command<R> command) {
        Call<R> call = newCall(caller, command);
        command(call, caller, command);
        return call.future();
    }

    public <R> CompletableFuture<R> query(Caller caller, Query<R> query) {
        Call<R> call = newCall(caller, query);
        query(call, caller, query);
        return call.future();
    }

    public <R> CompletableFuture<R> apply(SoftEvent<R> event) {
        Call<R> call = newSoftCall("soft");
        soft(call, event);
        return call.future();
    }

    public <R> CompletableFuture<R> apply(SlicedEvent<R> event) {
        Call<R> call = newSoftCall("soft");
        sliced(call, event);
        return call.future();
    }

    <R> Call<R> newCall(Caller caller, Command<R> command) {
        Caller audited = command.isAudited() ? caller : null;
        return new Call<>(new Call.Label(audited, command.auditName(), command.source(), command.destination()), hooks);
    }

    <R> Call<R> newCall(Caller caller, Query<R> query) {
        return new Call<>(new Call.Label(caller, query.auditName(), query.source(), null), hooks);
    }

    <R> Call<R> newSoftCall(String name) {
        return new Call<>(new Call.Label(null, name, null, null), hooks);
    }

    <R> void command(Call<R> call, Caller caller, Command<R> command) {
        guarded(call, () -> {
            SlicedQuery.Slices<Command<R>> checks =
                    command instanceof SlicedCommand<R> sliced ? sliced.begin(context.enter(caller)) : null;
            if (checks == null) {
                plan(call, caller, command, nowMillis() + waitMaxMillis());
            } else {
                checkThenPlan(call, caller, checks);
            }
        });
        replanWoken();
    }

    private <R> void checkThenPlan(Call<R> call, Caller caller, SlicedQuery.Slices<Command<R>> checks)
            throws HdfsException {
        background.add(() -> {
            boolean[] more = {false};
            guarded(call, () -> {
                if (checks.advance(context.enter(caller))) {
                    plan(call, caller, checks.result(), nowMillis() + waitMaxMillis());
                } else {
                    more[0] = true;
                }
            });
            replanWoken();
            return !more[0];
        });
    }

    <R> void query(Call<R> call, Caller caller, Query<R> query) {
        guarded(call, () -> {
            if (query instanceof SlicedQuery<R> sliced) {
                SlicedQuery.Slices<R> slices = sliced.begin(context.enter(caller));
                slice(call, () -> slices.advance(context.enter(caller)), slices::result);
            } else {
                send(call, query.read(context.enter(caller)));
            }
        });
    }

    <R> void soft(Call<R> call, SoftEvent<R> event) {
        guarded(
                call,
                () -> send(call, event.apply(context.enter(context.system()).soft())));
        replanWoken();
    }

    <R> void sliced(Call<R> call, SlicedEvent<R> event) {
        guarded(
                call,
                () -> slice(
                        call,
                        () -> event.advance(context.enter(context.system()).soft()),
                        event::result));
    }

    /** Answers without waiting for what is not durable yet: for the checkpointer, which waits in its own way. */
    <T> void inspect(Call<T> call, Function<CoreState, T> action) {
        guarded(call, () -> gate.send(call.answer(action.apply(state), 0)));
    }

    /** The rules may refuse; anything unchecked is a bug, which costs its call and nothing else. */
    @FunctionalInterface
    private interface Body {
        void run() throws HdfsException;
    }

    @FunctionalInterface
    private interface SliceBody {
        boolean advance() throws HdfsException;
    }

    /** The answer of sliced work. */
    @FunctionalInterface
    private interface SliceResult<R> {
        R get();
    }

    private void guarded(Call<?> call, Body body) {
        if (halted) {
            gate.send(call.refuse(new HdfsException(ErrorCode.FAULT, "the NameNode is halting"), 0));
            return;
        }
        try {
            body.run();
        } catch (HdfsException e) {
            gate.send(call.refuse(e, namespace.lastTxid()));
        } catch (RuntimeException e) {
            LOG.error("A bug in {}: the call fails", call.label(), e);
            HdfsException fault = new HdfsException(
                    ErrorCode.FAULT, call.label().operation() + " failed by a fault of the NameNode: " + e, e);
            gate.send(call.refuse(fault, namespace.lastTxid()));
        }
    }

    private <R> void send(Call<R> call, R answer) {
        gate.send(call.answer(answer, namespace.lastTxid()));
    }

    private <R> void slice(Call<R> call, SliceBody body, SliceResult<R> result) throws HdfsException {
        background.add(() -> {
            boolean[] more = {false};
            guarded(call, () -> {
                if (body.advance()) {
                    send(call, result.get());
                } else {
                    more[0] = true;
                }
            });
            replanWoken();
            return !more[0];
        });
    }

    private <R> void plan(Call<R> call, Caller caller, Command<R> command, long deadlineMillis) throws HdfsException {
        for (int round = 0; round < REPLANS_MAX; round++) {
            Plan<R> plan = command.plan(context.enter(caller));
            if (!commit(call, plan)) {
                return;
            }
            if (plan.awaitBlock() == 0) {
                send(call.about(command.audited(context)), plan.reply().apply(context));
                return;
            }
            if (plan.records().isEmpty()) {
                if (context.monotonicMillis() >= deadlineMillis
                        || !parked.park(new ParkedCalls.Parked<>(call, caller, command, plan, deadlineMillis))) {
                    send(call, plan.reply().apply(context));
                }
                return;
            }
        }
        throw new IllegalStateException("the plan of " + command.auditName() + " does not come to an end");
    }

    /** Replays the plan's records and runs its effect. False when that failed: then the process is halting. */
    private boolean commit(Call<?> call, Plan<?> plan) {
        try {
            plan.records().forEach(this::replay);
            if (plan.effect() != null) {
                plan.effect().accept(context.soft());
            }
            return true;
        } catch (RuntimeException e) {
            // The state may be half changed, and is not to be trusted: the process restarts from the journal.
            halted = true;
            gate.send(call.refuse(new HdfsException(ErrorCode.FAULT, "the NameNode is halting", e), Long.MAX_VALUE));
            hooks.fault().fault("The records of " + call.label() + " could not be applied", e);
            return false;
        }
    }

    private void replay(EditRecord record) {
        namespace.replay(namespace.lastTxid() + 1, record);
        records.add(record);
    }

    /** To be called by the soft state when a block has gained a replica. */
    public void replicaGained(long blockId) {
        parked.replicaGained(blockId);
    }

    private void replanWoken() {
        ParkedCalls.Parked<?> next = parked.nextToReplan();
        while (next != null) {
            replan(next);
            next = parked.nextToReplan();
        }
    }

    private <R> void replan(ParkedCalls.Parked<R> waiting) {
        guarded(
                waiting.call(),
                () -> plan(waiting.call(), waiting.caller(), waiting.command(), waiting.deadlineMillis()));
    }

    private <R> void expire(ParkedCalls.Parked<R> waiting) {
        guarded(
                waiting.call(),
                () -> send(waiting.call(), waiting.plan().reply().apply(context.enter(waiting.caller()))));
    }

    /** Refuses the calls that wait for replicas: the NameNode stops. */
    void refuseWaiting(String why) {
        ParkedCalls.Parked<?> next = parked.nextExpired(Long.MAX_VALUE);
        while (next != null) {
            gate.send(next.call().refuse(new HdfsException(ErrorCode.RETRIABLE, why), namespace.lastTxid()));
            next = parked.nextExpired(Long.MAX_VALUE);
        }
    }

    /** Runs the timers that are due, and ends waits that are over. */
    public void runTimers() {
        long now = nowMillis();
        PeriodicTask task = timers.nextDue(now);
        while (task != null) {
            runPeriodic(task);
            task = timers.nextDue(now);
        }
        ParkedCalls.Parked<?> expired = parked.nextExpired(now);
        while (expired != null) {
            expire(expired);
            expired = parked.nextExpired(now);
        }
    }

    private void runPeriodic(PeriodicTask task) {
        SoftEvent<Boolean> event = task.event();
        if (event != null && !advance(task, event) && inBackground.add(task.name())) {
            background.addTask(() -> {
                boolean done = advance(task, event);
                if (done) {
                    inBackground.remove(task.name());
                }
                return done;
            });
        }
        Command<?> command = task.command();
        if (command != null) {
            command(newSoftCall(task.name()), context.system(), command);
        }
    }

    /** A piece of a periodic task; true when it is done for this time, or has failed. */
    private boolean advance(PeriodicTask task, SoftEvent<Boolean> event) {
        boolean[] more = {false};
        Call<Boolean> call = newSoftCall(task.name());
        guarded(call, () -> {
            more[0] = event.apply(context.enter(context.system()).soft());
            send(call, more[0]);
        });
        replanWoken();
        return !more[0];
    }

    /** Milliseconds until {@link #runTimers} has something to do. */
    public long millisToNextTimer() {
        return Math.max(0, Math.min(timers.nextMillis(), parked.nextDeadlineMillis()) - nowMillis());
    }

    /** Is there long work to be done in pieces? */
    public boolean hasBackground() {
        return !halted && (!background.isEmpty() || canReclaim());
    }

    /** Does one piece of it; reclaiming deleted trees takes turns with the rest. */
    public void runBackground() {
        boolean reclaim = canReclaim() && (reclaimNext || background.isEmpty());
        reclaimNext = !reclaim;
        if (reclaim) {
            command(newSoftCall("reclaim"), context.system(), new ReclaimDeleted(RECLAIM_INODES));
        } else if (!background.isEmpty()) {
            background.runOne();
        }
    }

    /** Reclaiming writes records too: it waits until there is space for them. */
    private boolean canReclaim() {
        return namespace.hasReclaimable() && !state.blocks().resourcesLow();
    }

    /** The records since the last time, for the journal; the last one has the namespace's last txid. */
    public List<EditRecord> takeRecords() {
        if (records.isEmpty()) {
            return List.of();
        }
        List<EditRecord> taken = records;
        records = new ArrayList<>();
        return taken;
    }

    /** The owned state. For the loop's thread only. */
    public CoreState state() {
        return state;
    }

    public boolean isHalted() {
        return halted;
    }

    private long nowMillis() {
        return hooks.clock().monotonicNanos() / 1_000_000;
    }

    private long waitMaxMillis() {
        return state.settings().completeWaitMax().toMillis();
    }
}
