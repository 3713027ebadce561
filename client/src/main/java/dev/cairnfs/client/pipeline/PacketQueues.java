package dev.cairnfs.client.pipeline;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A stream's packets. Every one is in exactly one place: in the data queue until it is sent, in the ack queue until every
 * DataNode of the pipeline has acknowledged it, then gone.
 */
final class PacketQueues {
    private final ArrayDeque<QueuedPacket> data = new ArrayDeque<>();
    private final ArrayDeque<QueuedPacket> acks = new ArrayDeque<>();

    void add(QueuedPacket packet) {
        data.add(packet);
    }

    int size() {
        return data.size() + acks.size();
    }

    int inFlight() {
        return acks.size();
    }

    boolean hasUnsent() {
        return !data.isEmpty();
    }

    @Nullable
    QueuedPacket oldestInFlight() {
        return acks.peek();
    }

    /** The next packet that may be sent, which counts as sent from then on, or null. */
    @Nullable
    QueuedPacket takeToSend(int maxInFlight, boolean endWaits) {
        QueuedPacket next = data.peek();
        if (next == null || acks.size() >= maxInFlight) {
            return null;
        }
        if (next.lastInBlock() && endWaits && !acks.isEmpty()) {
            return null;
        }
        if (!acks.isEmpty() && acks.getLast().lastInBlock()) {
            // The rest belongs to the next block.
            return null;
        }
        data.remove();
        acks.add(next);
        return next;
    }

    /** The oldest packet in flight is acknowledged. */
    void acknowledged() {
        acks.remove();
    }

    /** Whether only the end of a block is in flight. */
    boolean isOnlyEndInFlight() {
        return acks.size() == 1 && acks.getFirst().lastInBlock();
    }

    /** What is in flight has to be sent again, first of all. */
    void sendAgain() {
        Iterator<QueuedPacket> newestFirst = acks.descendingIterator();
        while (newestFirst.hasNext()) {
            data.addFirst(newestFirst.next());
        }
        acks.clear();
    }
}
