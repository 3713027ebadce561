package dev.cairnfs.namenode.loop;

import dev.cairnfs.shared.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Counts what the loop does. Called by {@code nn-state} and {@code nn-journal}: it must be quick and thread-safe. */
public interface OpMetrics {
    OpMetrics NONE = new OpMetrics() {
        @Override
        public void completed(String operation, @Nullable ErrorCode error, long nanos) {}

        @Override
        public void batch(int events, int records) {}

        @Override
        public void synced(long nanos) {}
    };

    /**
     * A call has been answered.
     *
     * @param operation HDFS's name of the operation, {@code soft} for an event that is no call
     * @param error null when it succeeded
     * @param nanos from the submission to the answer
     */
    void completed(String operation, @Nullable ErrorCode error, long nanos);

    /** The loop has worked off a batch. */
    void batch(int events, int records);

    /**
     * The journal has synced what had gathered.
     *
     * @param nanos from the write to the end of the sync, over all directories
     */
    void synced(long nanos);
}
