package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.concurrent.Semaphore;

/**
 * Bounds the bytes of full block reports that are under way: when all DataNodes of a big cluster report at once, the heap
 * must not hold all their reports. Who comes when it is full is told to come again, as HDFS does with its leases for
 * block reports. Threads may share it.
 */
final class ReportMemory {
    private static final int UNIT_BYTES = 1024;

    private final Semaphore units;
    private final int largestBytes;

    /**
     * Bounds the sum.
     *
     * @param totalBytes of all reports together
     * @param largestBytes what a report counts whose length is not known before it has come
     */
    ReportMemory(long totalBytes, int largestBytes) {
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, totalBytes / UNIT_BYTES));
        this.largestBytes = largestBytes;
    }

    /** Room for one report, until it is closed. */
    final class Share implements AutoCloseable {
        private final int count;

        private Share(int count) {
            this.count = count;
        }

        @Override
        public void close() {
            units.release(count);
        }
    }

    /**
     * Takes room for a report.
     *
     * @param announcedBytes its length, negative when it is not known
     * @throws HdfsException RETRIABLE when there is none just now
     */
    Share take(long announcedBytes) throws HdfsException {
        // A longer one is refused when it is read, before memory is taken.
        long bytes = announcedBytes < 0 ? largestBytes : Math.min(announcedBytes, largestBytes);
        int count = (int) (bytes / UNIT_BYTES) + 1;
        if (!units.tryAcquire(count)) {
            throw new HdfsException(
                    ErrorCode.RETRIABLE, "Too many block reports are under way: send this one again in a moment");
        }
        return new Share(count);
    }
}
