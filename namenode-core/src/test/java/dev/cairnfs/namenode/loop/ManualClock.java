package dev.cairnfs.namenode.loop;

/** A clock that the test moves. */
final class ManualClock implements LoopClock {
    private long millis = 1_000_000;

    void advanceMillis(long by) {
        millis += by;
    }

    @Override
    public long wallMillis() {
        return 1_700_000_000_000L + millis;
    }

    @Override
    public long monotonicNanos() {
        return millis * 1_000_000;
    }
}
