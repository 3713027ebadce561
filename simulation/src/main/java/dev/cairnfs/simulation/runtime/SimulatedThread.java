package dev.cairnfs.simulation.runtime;

import org.jspecify.annotations.Nullable;

/** What woven classes get for {@code new Thread}: its start makes a fiber. */
public class SimulatedThread extends Thread {
    private final Runnable body;
    private @Nullable Fiber fiber;

    public SimulatedThread(Runnable body) {
        this(body, "thread");
    }

    public SimulatedThread(Runnable body, String name) {
        super(null, null, name, 0, false);
        this.body = body;
    }

    public SimulatedThread(String name) {
        this(() -> {}, name);
    }

    void bind(Fiber running) {
        fiber = running;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // One at a time.
    public void start() {
        fiber = Kernel.get().process().spawn(getName(), body);
        fiber.bind(this);
    }

    @Override
    public void run() {
        body.run();
    }

    @Override
    public void interrupt() {
        Fiber running = fiber;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isInterrupted() {
        Fiber running = fiber;
        return running != null && running.isInterrupted();
    }

    void unpark() {
        Fiber running = fiber;
        if (running != null) {
            running.unpark();
        }
    }

    boolean isRunning() {
        Fiber running = fiber;
        return running != null && !running.isEnded();
    }
}
