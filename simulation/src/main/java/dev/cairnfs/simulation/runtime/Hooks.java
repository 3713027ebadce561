package dev.cairnfs.simulation.runtime;

import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What woven classes call in place of the JDK. Public because they do; nobody else should. */
public final class Hooks {
    private static final SimulatedThread EVENT = new SimulatedThread("event");

    private Hooks() {}

    // Time and chance.

    public static long nanoTime() {
        return Kernel.get().scheduler().monotonicNanos();
    }

    public static long currentTimeMillis() {
        return Kernel.get().scheduler().wallMillis();
    }

    public static Instant now() {
        return Instant.ofEpochMilli(currentTimeMillis());
    }

    public static UUID randomUuid() {
        return new UUID(Kernel.get().random().nextLong(), Kernel.get().random().nextLong());
    }

    public static Random random() {
        return new Random(Kernel.get().random().nextLong());
    }

    public static double randomDouble() {
        return Kernel.get().random().nextDouble();
    }

    // Threads.

    public static Thread currentThread() {
        Fiber fiber = Kernel.get().fiber();
        return fiber == null ? EVENT : fiber.thread();
    }

    public static boolean interrupted() {
        Fiber fiber = Kernel.get().fiber();
        return fiber != null && fiber.clearInterrupt();
    }

    static Fiber blockingFiber() {
        Fiber fiber = Kernel.get().fiber();
        if (fiber == null) {
            throw new IllegalStateException("an event loop would block");
        }
        return fiber;
    }

    public static void sleep(long millis) throws InterruptedException {
        Fiber fiber = blockingFiber();
        long end = Kernel.get().scheduler().nowMillis() + millis;
        for (long left = millis; left > 0; left = end - Kernel.get().scheduler().nowMillis()) {
            if (fiber.clearInterrupt()) {
                throw new InterruptedException();
            }
            fiber.park(left);
        }
        if (fiber.clearInterrupt()) {
            throw new InterruptedException();
        }
    }

    public static void sleep(TimeUnit unit, long time) throws InterruptedException {
        sleep(millis(unit, time));
    }

    public static void yieldNow() {
        blockingFiber().sleepThrough(1);
    }

    public static void join(Thread thread) throws InterruptedException {
        join(thread, 0);
    }

    public static void join(Thread thread, long millis) throws InterruptedException {
        awaitTrue(millis == 0 ? -1 : millis, () -> !isAlive(thread));
    }

    public static boolean isAlive(Thread thread) {
        return thread instanceof SimulatedThread simulated && simulated.isRunning();
    }

    public static void park() {
        blockingFiber().park(-1);
    }

    public static void parkNanos(long nanos) {
        blockingFiber().park(millis(TimeUnit.NANOSECONDS, nanos));
    }

    public static void parkNanos(Object blocker, long nanos) {
        parkNanos(nanos);
    }

    public static void unpark(@Nullable Thread thread) {
        if (thread instanceof SimulatedThread simulated) {
            simulated.unpark();
        }
    }

    /** Rounded up: who waits for less than a millisecond waits for one. */
    public static long millis(TimeUnit unit, long time) {
        return time <= 0 ? 0 : Math.max(1, (unit.toNanos(time) + 999_999) / 1_000_000);
    }

    // Monitors.

    public static void enter(Object monitor) {
        Kernel kernel = Kernel.get();
        kernel.monitors().enter(kernel, monitor);
    }

    public static void exit(Object monitor) {
        Kernel kernel = Kernel.get();
        kernel.monitors().exit(kernel, monitor);
    }

    public static void await(Object monitor) throws InterruptedException {
        await(monitor, 0);
    }

    public static void await(Object monitor, long millis) throws InterruptedException {
        Kernel kernel = Kernel.get();
        kernel.monitors().await(kernel, monitor, millis);
    }

    public static void timedWait(TimeUnit unit, Object monitor, long time) throws InterruptedException {
        if (time > 0) {
            await(monitor, millis(unit, time));
        }
    }

    public static void wakeOne(Object monitor) {
        Kernel kernel = Kernel.get();
        kernel.monitors().wake(kernel, monitor, false);
    }

    public static void wakeAll(Object monitor) {
        Kernel kernel = Kernel.get();
        kernel.monitors().wake(kernel, monitor, true);
    }

    // Futures and queues.

    /** Looks every millisecond of virtual time. */
    static boolean awaitTrue(long millis, BooleanSupplier condition) throws InterruptedException {
        Scheduler scheduler = Kernel.get().scheduler();
        long end = scheduler.nowMillis() + millis;
        while (!condition.getAsBoolean()) {
            if (millis >= 0 && scheduler.nowMillis() >= end) {
                return false;
            }
            sleep(1);
        }
        return true;
    }

    public static <T> T get(Future<T> future) throws InterruptedException, ExecutionException {
        awaitTrue(-1, future::isDone);
        return future.get();
    }

    public static <T> T get(Future<T> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!awaitTrue(millis(unit, time), future::isDone)) {
            throw new TimeoutException();
        }
        return future.get();
    }

    public static <T> T join(CompletableFuture<T> future) {
        Fiber fiber = blockingFiber();
        while (!future.isDone()) {
            fiber.sleepThrough(1);
        }
        return future.join();
    }

    public static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        awaitTrue(-1, () -> !queue.isEmpty());
        T taken = queue.poll();
        if (taken == null) {
            throw new IllegalStateException("two threads with the baton");
        }
        return taken;
    }

    public static <T> @Nullable T poll(BlockingQueue<T> queue, long time, TimeUnit unit) throws InterruptedException {
        awaitTrue(millis(unit, time), () -> !queue.isEmpty());
        return queue.poll();
    }

    public static <T> void put(BlockingQueue<T> queue, T element) throws InterruptedException {
        awaitTrue(-1, () -> queue.remainingCapacity() > 0);
        queue.add(element);
    }

    /** Netty's sync, which rethrows. */
    public static <F extends io.netty.util.concurrent.Future<?>> F sync(F future) {
        Fiber fiber = Kernel.get().fiber();
        while (fiber != null && !future.isDone()) {
            fiber.sleepThrough(1);
        }
        if (!future.isDone()) {
            throw new IllegalStateException("an event loop would block");
        }
        Throwable cause = future.cause();
        if (cause != null) {
            throw cause instanceof RuntimeException runtime ? runtime : new CompletionException(cause);
        }
        return future;
    }

    // Other.

    public static <T> Set<T> newKeySet() {
        return new SnapshotSet<>();
    }

    /** Netty's native transport: there is none here. */
    public static boolean notAvailable() {
        return false;
    }
}
