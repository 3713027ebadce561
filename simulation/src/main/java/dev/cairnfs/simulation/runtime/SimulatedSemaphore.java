package dev.cairnfs.simulation.runtime;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A semaphore for which fibers wait without the baton. */
public class SimulatedSemaphore extends Semaphore {
    private static final long serialVersionUID = 1L;

    public SimulatedSemaphore(int permits) {
        super(permits);
    }

    @Override
    public void acquire() throws InterruptedException {
        Hooks.awaitTrue(-1, this::tryAcquire);
    }

    @Override
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return Hooks.awaitTrue(unit.toMillis(timeout), this::tryAcquire);
    }
}
