package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.shared.error.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the core's loop counts: calls, by operation, refusals, batches, records and syncs. */
public final class LoopMetrics implements OpMetrics {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongAdder calls = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder callNanos = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder records = new LongAdder();
    /** The operations are those of the core's commands and queries: few, and no caller can add one. */
    private final Map<String, LongAdder> succeeded = new ConcurrentHashMap<>();

    private final Timer syncs;

    /** Begins to count into the registry. */
    public LoopMetrics(MeterRegistry registry) {
        counter(registry, "hdfs.namenode.core.calls", "Calls that the core has answered", calls);
        counter(registry, "hdfs.namenode.core.refused", "Calls that the core has refused", refused);
        counter(registry, "hdfs.namenode.core.batches", "Batches of events that the loop has worked off", batches);
        counter(registry, "hdfs.namenode.core.records", "Journal records", records);
        FunctionCounter.builder("hdfs.namenode.core.call.time", callNanos, nanos -> nanos.sum() / 1e9)
                .description("From submission to answer, summed")
                .baseUnit("seconds")
                .register(registry);
        syncs = Timer.builder("hdfs.namenode.editlog.sync")
                .description("Syncs of the journal, over all directories")
                .register(registry);
    }

    private static void counter(MeterRegistry registry, String name, String doc, LongAdder count) {
        FunctionCounter.builder(name, count, LongAdder::sum).description(doc).register(registry);
    }

    @Override
    public void completed(String operation, @Nullable ErrorCode error, long nanos) {
        calls.increment();
        callNanos.add(nanos);
        if (error != null) {
            refused.increment();
            return;
        }
        LongAdder count = succeeded.get(operation);
        if (count == null) {
            count = succeeded.computeIfAbsent(operation, name -> new LongAdder());
        }
        count.increment();
    }

    @Override
    public void batch(int events, int journalRecords) {
        batches.increment();
        records.add(journalRecords);
    }

    @Override
    public void synced(long nanos) {
        syncs.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Calls of the operation that the core has carried out. */
    long succeeded(String operation) {
        LongAdder count = succeeded.get(operation);
        return count == null ? 0 : count.sum();
    }

    long transactions() {
        return records.sum();
    }

    long syncs() {
        return syncs.count();
    }

    double syncAverageMillis() {
        return syncs.mean(TimeUnit.NANOSECONDS) / NANOS_PER_MILLI;
    }
}
