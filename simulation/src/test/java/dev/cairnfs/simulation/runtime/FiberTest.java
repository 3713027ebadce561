package dev.cairnfs.simulation.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiberTest {
    private final Scheduler scheduler = new Scheduler();
    private final List<String> said = new ArrayList<>();
    private final Kernel kernel =
            new Kernel(scheduler, new SplittableRandom(1), new Trace(), (what, cause) -> said.add(what + ": " + cause));
    private final OsProcess process = new OsProcess(kernel, "host", "process");

    @BeforeEach
    void install() {
        kernel.install();
    }

    @AfterEach
    void shutDown() {
        kernel.shutDown();
    }

    private void runFor(long millis) {
        scheduler.runFor(millis, () -> {});
    }

    @Test
    void sleepTakesVirtualTime() {
        long begin = scheduler.nowMillis();
        process.spawn("a", () -> {
            Hooks.parkNanos(TimeUnit.HOURS.toNanos(1));
            said.add("after " + (scheduler.nowMillis() - begin));
        });
        runFor(TimeUnit.HOURS.toMillis(2));
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).matches("after 360000[01]");
    }

    @Test
    void aKilledProcessDoesNothingMoreButLetsGo() {
        SimulatedLock lock = new SimulatedLock();
        process.spawn("a", () -> {
            lock.lock();
            try {
                Hooks.parkNanos(TimeUnit.SECONDS.toNanos(10));
                said.add("woke");
            } finally {
                lock.unlock();
            }
        });
        runFor(1000);
        assertThat(lock.isLocked()).isTrue();
        process.kill();
        runFor(20_000);
        assertThat(said).isEmpty();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void aLockIsWaitedForThroughAnInterrupt() {
        SimulatedLock lock = new SimulatedLock();
        process.spawn("owner", () -> {
            lock.lock();
            try {
                Hooks.parkNanos(TimeUnit.SECONDS.toNanos(10));
            } finally {
                lock.unlock();
            }
        });
        Fiber waiting = process.spawn("waiting", () -> {
            Hooks.parkNanos(TimeUnit.SECONDS.toNanos(1));
            lock.lock();
            try {
                said.add("has it at " + scheduler.nowMillis() + (Hooks.interrupted() ? ", interrupted" : ""));
            } finally {
                lock.unlock();
            }
        });
        scheduler.after(5000, waiting::interrupt);
        long begin = scheduler.nowMillis();
        runFor(20_000);
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).matches("has it at " + (begin + 10_000) / 10 + "\\d, interrupted");
    }

    @Test
    void aMonitorKeepsOthersOutWhileItsOwnerWaitsElsewhere() {
        Object monitor = new Object();
        for (String name : List.of("a", "b")) {
            process.spawn(name, () -> {
                Hooks.enter(monitor);
                said.add("in");
                Hooks.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                said.add("out");
                Hooks.exit(monitor);
            });
        }
        runFor(1000);
        assertThat(said).containsExactly("in", "out", "in", "out");
    }

    @Test
    void waitLetsOthersInAndNotifyWakes() {
        Object monitor = new Object();
        process.spawn("waits", () -> {
            Hooks.enter(monitor);
            try {
                Hooks.await(monitor);
                said.add("woken");
            } catch (InterruptedException e) {
                said.add("interrupted");
            }
            Hooks.exit(monitor);
        });
        runFor(10);
        process.spawn("wakes", () -> {
            Hooks.enter(monitor);
            Hooks.wakeAll(monitor);
            said.add("notified");
            Hooks.exit(monitor);
        });
        runFor(10);
        assertThat(said).containsExactly("notified", "woken");
    }

    @Test
    void aPoolHasNoMoreWorkersThanItMay() {
        process.spawn("main", () -> {
            SimulatedThreadPool pool = new SimulatedThreadPool(2, 2, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            for (int i = 0; i < 5; i++) {
                pool.execute(() -> {
                    said.add("active " + pool.getActiveCount());
                    Hooks.parkNanos(TimeUnit.SECONDS.toNanos(1));
                });
            }
        });
        runFor(10_000);
        assertThat(said).hasSize(5).allMatch(line -> line.equals("active 1") || line.equals("active 2"));
    }

    @Test
    void aThreadThatDiesOfABugIsReported() {
        process.spawn("a", () -> {
            throw new IllegalArgumentException("a bug");
        });
        runFor(10);
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).contains("a bug");
    }
}
