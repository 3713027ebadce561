package dev.cairnfs.simulation.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The virtual computers' operating system: who runs now, and what is random. Events run on the thread that drives the
 * scheduler; a fiber runs when one of these events hands it the baton, until it waits or ends.
 */
public final class Kernel {
    private static final int STUCK_SECONDS = 60;
    private static final int UNWIND_MILLIS = 10;
    private static volatile @Nullable Kernel current;

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Trace trace;
    private final BiConsumer<String, Throwable> faults;
    private final Monitors monitors = new Monitors();
    private final Carriers carriers = new Carriers();
    private final Semaphore baton = new Semaphore(0);
    private final List<OsProcess> processes = new ArrayList<>();
    private boolean stuck;

    private @Nullable OsProcess process;
    private @Nullable Fiber fiber;
    private @Nullable Object loop;

    /** @param faults hears of threads that died of an exception */
    public Kernel(Scheduler scheduler, RandomGenerator random, Trace trace, BiConsumer<String, Throwable> faults) {
        this.scheduler = scheduler;
        this.random = random;
        this.trace = trace;
        this.faults = faults;
    }

    /** From now on woven classes run here. */
    public void install() {
        current = this;
    }

    /** Ends all threads that still wait. */
    public void shutDown() {
        if (!stuck) {
            processes.forEach(OsProcess::kill);
            scheduler.runFor(UNWIND_MILLIS, () -> {});
            carriers.close();
        }
        current = null;
    }

    /** The kernel under which woven classes run. */
    public static Kernel get() {
        Kernel kernel = current;
        if (kernel == null) {
            throw new IllegalStateException("no simulation is running");
        }
        return kernel;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public RandomGenerator random() {
        return random;
    }

    public Trace trace() {
        return trace;
    }

    Monitors monitors() {
        return monitors;
    }

    Carriers carriers() {
        return carriers;
    }

    /** True in so many of a thousand cases. */
    public boolean chance(int perMille) {
        return random.nextInt(1000) < perMille;
    }

    void began(OsProcess started) {
        processes.removeIf(before -> !before.isAlive());
        processes.add(started);
    }

    void fault(String what, Throwable cause) {
        faults.accept(what, cause);
    }

    /** The fiber that runs now; null within an event. */
    public @Nullable Fiber fiber() {
        return fiber;
    }

    /** The process on whose behalf something runs now. */
    public OsProcess process() {
        OsProcess now = process;
        if (now == null) {
            throw new IllegalStateException("outside of all processes");
        }
        return now;
    }

    /** Whether what runs now is an event of this event loop. */
    public boolean isInLoop(Object eventLoop) {
        return loop == eventLoop;
    }

    /** Throws when the process that runs now has been killed: nothing that it does may have an effect any more. */
    public void checkAlive() {
        if (process != null && !process.isAlive()) {
            throw new ProcessDied();
        }
    }

    /** Runs an action on behalf of a process, if it is alive. */
    void runEvent(OsProcess owner, @Nullable Object eventLoop, Runnable action) {
        if (!owner.isAlive()) {
            return;
        }
        OsProcess processBefore = process;
        Object loopBefore = loop;
        Fiber fiberBefore = fiber;
        process = owner;
        loop = eventLoop;
        fiber = null;
        try {
            action.run();
        } catch (ProcessDied killed) {
            // By itself: the rest of the event is not done.
        } finally {
            process = processBefore;
            loop = loopBefore;
            fiber = fiberBefore;
        }
    }

    /** Lets a fiber run until it waits or ends. Only from an event. */
    void resume(Fiber next, Carrier carrier) {
        OsProcess processBefore = process;
        process = next.process();
        fiber = next;
        loop = null;
        carrier.proceed();
        awaitBaton(next, carrier);
        process = processBefore;
        fiber = null;
    }

    /** A fiber that really blocks would stop everything: it is told from one that only takes long. */
    private void awaitBaton(Fiber runs, Carrier carrier) {
        try {
            if (!baton.tryAcquire(STUCK_SECONDS, TimeUnit.SECONDS)) {
                stuck = true;
                IllegalStateException why = new IllegalStateException(runs + " blocks its real thread");
                why.setStackTrace(carrier.stackTrace());
                throw why;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Gives the baton back to the scheduler. */
    void giveBack() {
        baton.release();
    }
}
