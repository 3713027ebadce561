package dev.cairnfs.simulation.cluster;

import dev.cairnfs.simulation.runtime.Scheduler;
import dev.cairnfs.simulation.runtime.Trace;
import java.util.ArrayDeque;
import java.util.List;

/** What happened last, in words: for whoever looks into a violation. All of it goes into the trace's hash. */
final class TraceLog {
    private static final int LINES_MAX = 20_000;

    private final Scheduler scheduler;
    private final Trace trace;
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    TraceLog(Scheduler scheduler, Trace trace) {
        this.scheduler = scheduler;
        this.trace = trace;
    }

    void add(String who, String what) {
        trace.add(who);
        trace.add(what);
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.add(scheduler.nowMillis() + " " + who + ": " + what);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
