package dev.cairnfs.simulation.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process: once killed, nothing of it runs any more, and nothing that its threads still do has an effect. */
public final class OsProcess {
    private final Kernel kernel;
    private final String host;
    private final String name;
    private final Set<Fiber> fibers = new LinkedHashSet<>();
    private final List<Runnable> atDeath = new ArrayList<>();
    private boolean alive = true;

    /** @param host where it runs */
    public OsProcess(Kernel kernel, String host, String name) {
        this.kernel = kernel;
        this.host = host;
        this.name = name;
        kernel.began(this);
    }

    public String host() {
        return host;
    }

    public boolean isAlive() {
        return alive;
    }

    /** Ends it at once. */
    public void kill() {
        if (!alive) {
            return;
        }
        alive = false;
        atDeath.forEach(Runnable::run);
        List.copyOf(fibers).forEach(Fiber::unwind);
    }

    /** To be run when the process dies. */
    public void atDeath(Runnable action) {
        atDeath.add(action);
    }

    /** Runs an action as an event, if the process is still alive then. */
    public void after(long millis, Runnable action) {
        kernel.scheduler().after(millis, () -> kernel.runEvent(this, null, action));
    }

    /** Runs an action as an event of an event loop, if the process is still alive then. */
    public void afterIn(@Nullable Object loop, long millis, Runnable action) {
        kernel.scheduler().after(millis, () -> kernel.runEvent(this, loop, action));
    }

    /** Runs an action now, on behalf of this process. */
    public void runIn(@Nullable Object loop, Runnable action) {
        kernel.runEvent(this, loop, action);
    }

    /** Starts a thread. */
    public Fiber spawn(String fiberName, Runnable body) {
        kernel.checkAlive();
        Fiber fiber = new Fiber(kernel, this, fiberName, body);
        fibers.add(fiber);
        fiber.start();
        return fiber;
    }

    void ended(Fiber fiber) {
        fibers.remove(fiber);
    }

    @Override
    public String toString() {
        return name + "@" + host;
    }
}
