package dev.cairnfs.simulation.runtime;

import dev.cairnfs.namenode.loop.LoopClock;
import java.util.PriorityQueue;

/** Virtual time: events run in the order of their times, those of one time in the order in which they were scheduled. */
public final class Scheduler implements LoopClock {
    /** Where virtual time begins. */
    public static final long BEGIN_MILLIS = 1_000_000;

    private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;

    private record Event(long atMillis, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMillis = BEGIN_MILLIS;
    private long sequence;
    private long executed;

    public void after(long delayMillis, Runnable action) {
        events.add(new Event(nowMillis + delayMillis, sequence++, action));
    }

    /** Runs all events of the next so many milliseconds, each followed by the check. */
    public void runFor(long millis, Runnable check) {
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

    public long nowMillis() {
        return nowMillis;
    }

    public long executed() {
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
