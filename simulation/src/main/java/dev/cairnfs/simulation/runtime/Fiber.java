package dev.cairnfs.simulation.runtime;

import org.jspecify.annotations.Nullable;

/** A thread of a simulated process. It runs on a real thread of its own, but only while it has the baton. */
public final class Fiber {
    private final Kernel kernel;
    private final OsProcess process;
    private final String name;
    private final Runnable body;
    private @Nullable Carrier carrier;
    private @Nullable SimulatedThread thread;
    private boolean resumeScheduled;
    private boolean waiting;
    private boolean permit;
    private boolean interrupted;
    private boolean ended;
    private long waits;

    Fiber(Kernel kernel, OsProcess process, String name, Runnable body) {
        this.kernel = kernel;
        this.process = process;
        this.name = name;
        this.body = body;
    }

    OsProcess process() {
        return process;
    }

    /** Its {@link Thread}, as code that runs in it sees it. */
    SimulatedThread thread() {
        SimulatedThread now = thread;
        if (now == null) {
            now = new SimulatedThread(() -> {}, name);
            now.bind(this);
            thread = now;
        }
        return now;
    }

    void bind(SimulatedThread starter) {
        thread = starter;
    }

    boolean isEnded() {
        return ended;
    }

    void start() {
        scheduleResume();
    }

    private void scheduleResume() {
        if (!resumeScheduled) {
            resumeScheduled = true;
            // Not always in the order in which they were woken.
            long delay = kernel.chance(250) ? 1 : 0;
            kernel.scheduler().after(delay, this::resume);
        }
    }

    private void resume() {
        resumeScheduled = false;
        if (ended) {
            return;
        }
        Carrier runsOn = carrier;
        if (runsOn == null) {
            if (!process.isAlive()) {
                end();
                return;
            }
            runsOn = kernel.carriers().take();
            carrier = runsOn;
            runsOn.assign(this::run);
        }
        kernel.resume(this, runsOn);
    }

    private void run() {
        try {
            body.run();
        } catch (ProcessDied killed) {
            // Unwound.
        } catch (Throwable e) {
            if (process.isAlive()) {
                kernel.fault("thread " + name + " of " + process + " died", e);
            }
        } finally {
            end();
            Carrier done = carrier;
            if (done != null) {
                kernel.carriers().give(done);
            }
            kernel.giveBack();
        }
    }

    private void end() {
        ended = true;
        process.ended(this);
    }

    /**
     * Waits until woken, interrupted, or the time is over; or for no reason at all.
     *
     * @param millis negative: without limit
     */
    public void park(long millis) {
        checkAlive();
        if (permit || interrupted || millis == 0) {
            permit = false;
            return;
        }
        long wait = ++waits;
        waiting = true;
        if (millis > 0) {
            kernel.scheduler().after(millis, () -> {
                if (waiting && wait == waits) {
                    scheduleResume();
                }
            });
        }
        Carrier runsOn = carrier;
        kernel.giveBack();
        if (runsOn != null) {
            runsOn.await();
        }
        waiting = false;
        permit = false;
        checkAlive();
    }

    private void checkAlive() {
        if (!process.isAlive()) {
            throw new ProcessDied();
        }
    }

    /** Wakes it, or keeps it from waiting the next time. */
    public void unpark() {
        if (waiting) {
            scheduleResume();
        } else {
            permit = true;
        }
    }

    /** Lets some time pass, whatever wakes it in between. */
    public void sleepThrough(long millis) {
        long end = kernel.scheduler().nowMillis() + millis;
        boolean wasInterrupted = interrupted;
        interrupted = false;
        for (long left = millis; left > 0; left = end - kernel.scheduler().nowMillis()) {
            park(left);
        }
        interrupted |= wasInterrupted;
    }

    /** Waits until woken, or for no reason at all; an interrupt waits, too. */
    void parkThrough() {
        boolean wasInterrupted = interrupted;
        interrupted = false;
        park(-1);
        interrupted |= wasInterrupted;
    }

    void interrupt() {
        interrupted = true;
        unpark();
    }

    public boolean isInterrupted() {
        return interrupted;
    }

    boolean clearInterrupt() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    /** Its process was killed: lets it throw what it has on its stack. */
    void unwind() {
        if (waiting) {
            scheduleResume();
        } else if (carrier == null && !resumeScheduled) {
            end();
        }
    }

    @Override
    public String toString() {
        return name + " of " + process;
    }
}
