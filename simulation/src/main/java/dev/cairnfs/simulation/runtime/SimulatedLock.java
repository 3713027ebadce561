package dev.cairnfs.simulation.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lock for which fibers wait without the baton. */
public class SimulatedLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    private final transient ArrayDeque<Fiber> waiting = new ArrayDeque<>();
    private transient @Nullable Object owner;
    private transient int depth;

    public SimulatedLock() {}

    public SimulatedLock(boolean fair) {
        super(fair);
    }

    private static Object caller() {
        Kernel kernel = Kernel.get();
        Fiber fiber = kernel.fiber();
        return fiber == null ? kernel : fiber;
    }

    @Override
    public void lock() {
        while (!tryLock()) {
            Fiber fiber = Kernel.get().fiber();
            if (fiber == null) {
                throw new IllegalStateException("an event loop would block on a lock");
            }
            waiting.add(fiber);
            try {
                fiber.parkThrough();
            } finally {
                waiting.remove(fiber);
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lock();
    }

    @Override
    public boolean tryLock() {
        Object caller = caller();
        if (owner == null) {
            owner = caller;
            depth = 1;
            return true;
        }
        if (owner == caller) {
            depth++;
            return true;
        }
        return false;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
        return Hooks.awaitTrue(unit.toMillis(timeout), this::tryLock);
    }

    @Override
    public void unlock() {
        if (owner != caller()) {
            Kernel.get().checkAlive();
            throw new IllegalMonitorStateException();
        }
        depth--;
        if (depth == 0) {
            owner = null;
            Fiber next = waiting.peek();
            if (next != null) {
                next.unpark();
            }
        }
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return owner == caller();
    }

    @Override
    public boolean isLocked() {
        return owner != null;
    }
}
