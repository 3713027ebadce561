package dev.cairnfs.namenode.app.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long calls took, by operation: {@code hdfs_namenode_op_seconds}. Operations come from the registries, never from a
 * request, so that nobody can make the number of series grow.
 */
public final class OperationTimers {
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    public OperationTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    public void record(String op, long nanos) {
        Timer timer = timers.get(op);
        if (timer == null) {
            timer = timers.computeIfAbsent(
                    op,
                    name -> Timer.builder("hdfs.namenode.op")
                            .description("Time from the request's head to the answer, by operation")
                            .tag("op", name)
                            .register(registry));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
