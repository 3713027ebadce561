package dev.cairnfs.client.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct buffers for reuse, in sizes that are powers of two. What is given back beyond the bound is left to the garbage
 * collector. Thread-safe.
 */
public final class BufferPool {
    private static final int SMALLEST_SHIFT = 12;
    private static final int LARGEST_SHIFT = 25;

    private final long maxPooledBytes;
    private final AtomicLong pooledBytes = new AtomicLong();
    private final List<ConcurrentLinkedDeque<ByteBuffer>> bySize = new ArrayList<>();

    public BufferPool(long maxPooledBytes) {
        this.maxPooledBytes = maxPooledBytes;
        for (int shift = SMALLEST_SHIFT; shift <= LARGEST_SHIFT; shift++) {
            bySize.add(new ConcurrentLinkedDeque<>());
        }
    }

    /** An empty buffer with at least this capacity, at most 32 MiB. */
    public ByteBuffer take(int minCapacity) {
        int index = index(minCapacity);
        ByteBuffer pooled = bySize.get(index).pollFirst();
        if (pooled == null) {
            return ByteBuffer.allocateDirect(1 << (index + SMALLEST_SHIFT));
        }
        pooledBytes.addAndGet(-pooled.capacity());
        return pooled.clear();
    }

    /** Gives a buffer back that {@link #take} returned; its owner must not touch it again. */
    public void give(ByteBuffer buffer) {
        if (pooledBytes.addAndGet(buffer.capacity()) > maxPooledBytes) {
            pooledBytes.addAndGet(-buffer.capacity());
            return;
        }
        bySize.get(index(buffer.capacity())).addFirst(buffer);
    }

    private static int index(int capacity) {
        int shift = Math.max(SMALLEST_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1));
        if (shift > LARGEST_SHIFT) {
            throw new IllegalArgumentException("no buffer of " + capacity + " bytes is given out");
        }
        return shift - SMALLEST_SHIFT;
    }
}
