package dev.cairnfs.simulation;

import dev.cairnfs.simulation.runtime.Scheduler;
import dev.cairnfs.simulation.runtime.Trace;
import java.util.random.RandomGenerator;

/** What all parts of a simulation share. */
public record World(Scheduler scheduler, RandomGenerator random, Trace trace, Violations violations) {
    /** True in so many of a hundred cases. */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Runs the action after a random time. */
    public void soon(int maxMillis, Runnable action) {
        scheduler.after(1 + random.nextInt(maxMillis), action);
    }
}
