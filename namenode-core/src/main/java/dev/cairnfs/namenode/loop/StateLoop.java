package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.journal.Journal;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The thread {@code nn-state} around a {@link StateMachine}: takes what has gathered, works it off as a batch, hands the
 * records to the journal. Its methods may be called by any thread.
 *
 * <p>The futures complete on {@code nn-state} or on {@code nn-journal}: what hangs on them must be short, or go to a
 * thread of its own.
 */
public final class StateLoop {
    private static final int BATCH_MAX = 512;
    private static final long IDLE_MAX_MILLIS = 1000;
    private static final String STOPPING = "The NameNode is stopping";

    private final StateMachine machine;
    private final Journal journal;
    private final LoopHooks hooks;
    private final ArrayBlockingQueue<Event<?>> queue;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "nn-state");

    private volatile boolean ended;

    /** A call, and what to do for it. */
    private record Event<R>(Call<R> call, Consumer<Call<R>> action) {
        void run() {
            action.accept(call);
        }

        void refuse(ErrorCode code, String why) {
            call.refuse(new HdfsException(code, why), 0).deliver();
        }
    }

    /**
     * Everything the machine owns belongs to this loop's thread from {@link #start} on.
     *
     * @param queueCapacity events that may wait; beyond that calls are refused
     */
    public StateLoop(StateMachine machine, Journal journal, LoopHooks hooks, int queueCapacity) {
        this.machine = machine;
        this.journal = journal;
        this.hooks = hooks;
        this.queue = new ArrayBlockingQueue<>(queueCapacity);
    }

    public void start() {
        thread.start();
    }

    public <R> CompletableFuture<R> execute(Caller caller, Command<R> command) {
        return submit(new Event<>(machine.newCall(caller, command), call -> machine.command(call, caller, command)));
    }

    public <R> CompletableFuture<R> query(Caller caller, Query<R> query) {
        return submit(new Event<>(machine.newCall(caller, query), call -> machine.query(call, caller, query)));
    }

    public <R> CompletableFuture<R> apply(SoftEvent<R> event) {
        return submit(new Event<>(machine.newSoftCall("soft"), call -> machine.soft(call, event)));
    }

    public <R> CompletableFuture<R> apply(SlicedEvent<R> event) {
        return submit(new Event<>(machine.newSoftCall("soft"), call -> machine.sliced(call, event)));
    }

    /**
     * Runs something on the loop's thread, behind everything that was submitted before, whose records the journal has
     * been handed by then. The future completes at once, without waiting for them to be durable.
     */
    public <T> CompletableFuture<T> onLoop(String name, Function<CoreState, T> action) {
        return submit(new Event<>(machine.<T>newSoftCall(name), call -> {
            handOver();
            machine.inspect(call, action);
        }));
    }

    private <R> CompletableFuture<R> submit(Event<R> event) {
        if (stopping.get()) {
            event.refuse(ErrorCode.RETRIABLE, STOPPING);
        } else if (!queue.offer(event)) {
            event.refuse(ErrorCode.RETRIABLE, "The NameNode is too busy: " + queue.size() + " calls are waiting");
        } else if (ended && queue.remove(event)) {
            event.refuse(ErrorCode.RETRIABLE, STOPPING);
        }
        return event.call().future();
    }

    private void run() {
        List<Event<?>> batch = new ArrayList<>(BATCH_MAX);
        try {
            while (!(stopping.get() && queue.isEmpty())) {
                gather(batch);
                batch.forEach(Event::run);
                machine.runTimers();
                if (machine.hasBackground()) {
                    machine.runBackground();
                }
                int records = handOver();
                hooks.metrics().batch(batch.size(), records);
                batch.clear();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            hooks.fault().fault("The thread nn-state has died", e);
        } finally {
            end();
        }
    }

    private void gather(List<Event<?>> batch) throws InterruptedException {
        Event<?> first = queue.poll();
        if (first == null && !machine.hasBackground()) {
            first = queue.poll(Math.min(IDLE_MAX_MILLIS, machine.millisToNextTimer()), TimeUnit.MILLISECONDS);
        }
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, BATCH_MAX - 1);
        }
    }

    private int handOver() {
        List<EditRecord> records = machine.takeRecords();
        if (!records.isEmpty() && !machine.isHalted()) {
            journal.append(machine.state().namespace().lastTxid() - records.size() + 1, records);
        }
        return records.size();
    }

    private void end() {
        ended = true;
        List<Event<?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(event -> event.refuse(ErrorCode.RETRIABLE, STOPPING));
        machine.refuseWaiting(STOPPING);
        handOver();
    }

    /** Events that wait now. */
    public int queueLength() {
        return queue.size();
    }

    /** Works off what was submitted, and ends the thread. Records are with the journal then, not yet durable. */
    public void stop() throws InterruptedException {
        if (stopping.compareAndSet(false, true) && thread.isAlive()) {
            // Wakes the thread; it goes on taking events, so there will be room.
            queue.put(new Event<>(machine.<Boolean>newSoftCall("stop"), call -> {}));
            thread.join();
        }
    }
}
