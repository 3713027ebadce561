package dev.cairnfs.simulation.runtime;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code synchronized}, {@code wait} and {@code notify} of woven classes come to. A fiber that waits for a monitor
 * gives the baton away; an event cannot wait, and need not: nobody gives the baton away within the short sections that
 * event loops enter.
 */
final class Monitors {
    // Never iterated.
    private final IdentityHashMap<Object, Monitor> monitors = new IdentityHashMap<>();

    private static final class Monitor {
        private @Nullable Object owner;
        private int depth;
        private final ArrayDeque<Fiber> entering = new ArrayDeque<>();
        private final ArrayDeque<Fiber> waiting = new ArrayDeque<>();

        boolean isIdle() {
            return depth == 0 && entering.isEmpty() && waiting.isEmpty();
        }
    }

    /** Events have no fiber; of them only one runs at a time. */
    private static Object caller(Kernel kernel) {
        Fiber fiber = kernel.fiber();
        return fiber == null ? kernel : fiber;
    }

    void enter(Kernel kernel, Object key) {
        Monitor monitor = monitors.computeIfAbsent(key, object -> new Monitor());
        Object caller = caller(kernel);
        if (monitor.owner == caller) {
            monitor.depth++;
            return;
        }
        while (monitor.owner != null) {
            Fiber fiber = kernel.fiber();
            if (fiber == null) {
                throw new IllegalStateException(
                        "an event loop would block on a monitor of " + key.getClass() + ", held by " + monitor.owner);
            }
            monitor.entering.add(fiber);
            try {
                fiber.parkThrough();
            } finally {
                monitor.entering.remove(fiber);
            }
        }
        monitor.owner = caller;
        monitor.depth = 1;
    }

    void exit(Kernel kernel, Object key) {
        Monitor monitor = monitors.get(key);
        if (monitor == null || monitor.owner != caller(kernel)) {
            // A killed thread is unwound out of a wait. The compiler's handlers cover themselves: never throw here.
            return;
        }
        monitor.depth--;
        if (monitor.depth == 0) {
            release(key, monitor);
        }
    }

    private void release(Object key, Monitor monitor) {
        monitor.owner = null;
        monitor.depth = 0;
        Fiber next = monitor.entering.peek();
        if (next != null) {
            next.unpark();
        } else if (monitor.isIdle()) {
            monitors.remove(key);
        }
    }

    private Monitor owned(Kernel kernel, Object key) {
        Monitor monitor = monitors.get(key);
        if (monitor != null && monitor.owner == caller(kernel)) {
            return monitor;
        }
        kernel.checkAlive();
        throw new IllegalMonitorStateException("not the owner of a monitor of " + key.getClass());
    }

    /** @param millis 0: without limit */
    void await(Kernel kernel, Object key, long millis) throws InterruptedException {
        Monitor monitor = owned(kernel, key);
        Fiber fiber = kernel.fiber();
        if (fiber == null) {
            throw new IllegalStateException("an event loop cannot wait");
        }
        if (fiber.clearInterrupt()) {
            throw new InterruptedException();
        }
        int depth = monitor.depth;
        monitor.waiting.add(fiber);
        release(key, monitor);
        try {
            fiber.park(millis == 0 ? -1 : millis);
        } finally {
            monitor.waiting.remove(fiber);
        }
        boolean wasInterrupted = fiber.clearInterrupt();
        enter(kernel, key);
        Monitor again = monitors.get(key);
        if (again != null) {
            again.depth = depth;
        }
        if (wasInterrupted) {
            throw new InterruptedException();
        }
    }

    void wake(Kernel kernel, Object key, boolean all) {
        Monitor monitor = owned(kernel, key);
        while (true) {
            Fiber next = monitor.waiting.poll();
            if (next == null) {
                return;
            }
            next.unpark();
            if (!all) {
                return;
            }
        }
    }
}
