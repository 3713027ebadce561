package dev.cairnfs.simulation;

import dev.cairnfs.namenode.loop.LoopClock;
import java.util.PriorityQueue;

/** Virtual time: events run in the order of their times, those of one time in the order in which they were scheduled. */
final class Scheduler implements LoopClock {
    private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;

    private record Event(long atMillis, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMillis = 1_000_000;
    private long sequence;
    private long executed;

    void after(long delayMillis, Runnable action) {
        events.add(new Event(nowMillis + delayMillis, sequence++, action));
    }

    /** Runs all events of the next so many milliseconds, each followed by the check. */
    void runFor(long millis, Runnable check) {
        long end = nowMillis + millis;
        Event next = events.peek();
        while (next != null && next.atMillis <= end) {
            events.remove();
            nowMillis = next.atMillis;
            executed++;
            next.action.run();
            check.run();
            next = events.peek();
        }
        nowMillis = end;
    }

    long nowMillis() {
        return nowMillis;
    }

    long executed() {
        return executed;
    }

    @Override
    public long wallMillis() {
        return WALL_ORIGIN_MILLIS + nowMillis;
    }

    @Override
    public long monotonicNanos() {
        return nowMillis * 1_000_000;
    }
}
