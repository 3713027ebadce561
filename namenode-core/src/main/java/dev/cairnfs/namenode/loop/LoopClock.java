package dev.cairnfs.namenode.loop;

/** The two clocks of the core. The loop asks; everything below it is handed the time. */
public interface LoopClock {
    /** Milliseconds since 1970, for what people see: mtime, atime, the audit log. */
    long wallMillis();

    /** A clock that only goes forward, in nanoseconds from an arbitrary origin, for all durations. */
    long monotonicNanos();

    /** The machine's clocks. */
    static LoopClock system() {
        return new LoopClock() {
            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public long monotonicNanos() {
                return System.nanoTime();
            }
        };
    }
}
