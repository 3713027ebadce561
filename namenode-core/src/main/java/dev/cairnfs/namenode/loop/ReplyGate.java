package dev.cairnfs.namenode.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds answers back until what they rest on is durable, so that nobody sees a state which a crash can undo. Answers
 * leave in the order in which they were given. Thread-safe: {@code nn-state} gives, {@code nn-journal} releases.
 */
public final class ReplyGate {
    private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
    private long durableTxid;

    /** Sends the answer now, or once its txid is durable. */
    void send(Call<?> call) {
        synchronized (waiting) {
            if (call.txid() > durableTxid) {
                waiting.addLast(call);
                return;
            }
        }
        call.deliver();
    }

    /** Everything up to the txid is durable. */
    public void durable(long txid) {
        List<Call<?>> released = new ArrayList<>();
        synchronized (waiting) {
            durableTxid = Math.max(durableTxid, txid);
            Call<?> first = waiting.peekFirst();
            while (first != null && first.txid() <= durableTxid) {
                released.add(waiting.removeFirst());
                first = waiting.peekFirst();
            }
        }
        released.forEach(Call::deliver);
    }

    public long durableTxid() {
        synchronized (waiting) {
            return durableTxid;
        }
    }
}
