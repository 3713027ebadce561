package dev.cairnfs.simulation;

import dev.cairnfs.simulation.runtime.Scheduler;

/** A process: what it has scheduled dies with it. */
final class SimulatedProcess {
    private final Scheduler scheduler;
    private final Runnable onCrash;
    private boolean alive = true;

    /** @param onCrash called when the process dies within one of its own actions */
    SimulatedProcess(Scheduler scheduler, Runnable onCrash) {
        this.scheduler = scheduler;
        this.onCrash = onCrash;
    }

    void kill() {
        alive = false;
    }

    /** Runs the action later, if the process is still alive then. */
    void after(long delayMillis, Runnable action) {
        scheduler.after(delayMillis, () -> run(action));
    }

    /** Runs the action now, if the process is alive. A crash inside it ends the process. */
    void run(Runnable action) {
        if (alive) {
            try {
                action.run();
            } catch (SimulatedCrash crash) {
                alive = false;
                onCrash.run();
            }
        }
    }
}
