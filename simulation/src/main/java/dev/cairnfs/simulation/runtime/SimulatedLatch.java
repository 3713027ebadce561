package dev.cairnfs.simulation.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A latch for which fibers wait without the baton. */
public class SimulatedLatch extends CountDownLatch {
    public SimulatedLatch(int count) {
        super(count);
    }

    @Override
    public void await() throws InterruptedException {
        Hooks.awaitTrue(-1, () -> getCount() == 0);
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return Hooks.awaitTrue(unit.toMillis(timeout), () -> getCount() == 0);
    }
}
