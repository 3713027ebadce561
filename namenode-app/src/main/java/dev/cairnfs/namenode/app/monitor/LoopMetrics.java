package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.shared.error.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the core's loop counts: calls, refusals, batches and records. */
public final class LoopMetrics implements OpMetrics {
    private final LongAdder calls = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder callNanos = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder records = new LongAdder();

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
        }
    }

    @Override
    public void batch(int events, int journalRecords) {
        batches.increment();
        records.add(journalRecords);
    }
}
