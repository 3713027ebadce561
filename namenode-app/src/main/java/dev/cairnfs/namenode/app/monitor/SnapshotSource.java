package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.shared.error.HdfsException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The core's numbers for metrics and MBeans, at most a second old: one scrape reads dozens of them, and shall disturb
 * the loop once.
 */
public final class SnapshotSource {
    private static final long AGE_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NameNodeDoor nameNode;
    private @Nullable CoreSnapshot last;
    private long takenNanos;

    public SnapshotSource(NameNodeDoor nameNode) {
        this.nameNode = nameNode;
    }

    /**
     * The numbers.
     *
     * @throws HdfsException when the core does not answer
     */
    public synchronized CoreSnapshot get() throws HdfsException {
        long now = System.nanoTime();
        CoreSnapshot known = last;
        if (known == null || now - takenNanos > AGE_MAX_NANOS) {
            known = nameNode.snapshot();
            last = known;
            takenNanos = now;
        }
        return known;
    }
}
