package dev.cairnfs.namenode.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Remembers the last calls for the console, and passes them on. Thread-safe. */
public final class AuditRing implements AuditSink {
    private final ArrayDeque<AuditEvent> last = new ArrayDeque<>();
    private final int capacity;
    private final AuditSink next;

    public AuditRing(int capacity, AuditSink next) {
        this.capacity = capacity;
        this.next = next;
    }

    @Override
    public void call(AuditEvent event) {
        synchronized (last) {
            if (last.size() == capacity) {
                last.removeFirst();
            }
            last.addLast(event);
        }
        next.call(event);
    }

    /** The newest calls, newest first. */
    public List<AuditEvent> newest(int limit) {
        List<AuditEvent> events = new ArrayList<>();
        synchronized (last) {
            Iterator<AuditEvent> newestFirst = last.descendingIterator();
            while (newestFirst.hasNext() && events.size() < limit) {
                events.add(newestFirst.next());
            }
        }
        return events;
    }
}
