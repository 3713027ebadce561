package dev.cairnfs.simulation.runtime;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A real thread that waits for the baton. */
final class Carrier {
    private final Semaphore turn = new Semaphore(0);
    private volatile @Nullable Runnable task;
    private volatile boolean stopped;
    private final Thread thread;

    Carrier(int index) {
        thread = new Thread(this::loop, "fiber-" + index);
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        try {
            serve();
        } catch (ThreadEnd over) {
            // Here, or deep in a fiber.
        }
    }

    private void serve() {
        while (true) {
            await();
            Runnable now = task;
            task = null;
            if (now != null) {
                now.run();
            }
        }
    }

    void assign(Runnable next) {
        task = next;
    }

    /** Hands it the baton. */
    void proceed() {
        turn.release();
    }

    /** Waits for the baton. */
    void await() {
        turn.acquireUninterruptibly();
        if (stopped) {
            throw new ThreadEnd();
        }
    }

    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    void stop() {
        stopped = true;
        turn.release();
    }

    /** Ends the real thread, with whatever a fiber has left on its stack. */
    private static final class ThreadEnd extends Error {
        private static final long serialVersionUID = 1L;

        ThreadEnd() {
            super("the simulation is over", null, false, false);
        }
    }
}
