package dev.cairnfs.namenode.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** When each lease holder last renewed, by the monotonic clock; after a restart all leases count as just renewed. */
public final class LeaseClock {
    private final Map<String, Long> renewals = new TreeMap<>();
    private final long startMillis;

    public LeaseClock(long startMillis) {
        this.startMillis = startMillis;
    }

    public void renew(String holder, long nowMillis) {
        renewals.put(holder, nowMillis);
    }

    public void forget(String holder) {
        renewals.remove(holder);
    }

    /** Forgets all but these, so that renewals of names that hold no lease do not pile up. */
    public void retain(Set<String> holders) {
        renewals.keySet().retainAll(holders);
    }

    /** Milliseconds since the holder's last renewal, or since the start when it has not renewed yet. */
    public long ageMillis(String holder, long nowMillis) {
        return nowMillis - renewals.getOrDefault(holder, startMillis);
    }
}
