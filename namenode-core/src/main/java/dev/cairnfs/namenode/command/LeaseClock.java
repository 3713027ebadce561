package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When each lease holder last renewed, by the monotonic clock; after a restart all leases count as just renewed. Knows
 * every name that holds a lease, and for a while names that have held one.
 */
public final class LeaseClock {
    private final LeaseTable leases;
    private final long startMillis;
    /** The longest silent first. */
    private final Map<String, Long> renewals = new LinkedHashMap<>();

    private long recoveryAfter;
    private long recoveryDueMillis;

    /** @param leases whose holders it knows from the beginning */
    public LeaseClock(LeaseTable leases, long startMillis) {
        this.leases = leases;
        this.startMillis = startMillis;
        this.recoveryDueMillis = startMillis;
        leases.holders().keySet().forEach(holder -> renewals.put(holder, startMillis));
    }

    /** The holder lives. Who holds no lease is not remembered, or anybody could fill the memory with names. */
    public void renew(String holder, long nowMillis) {
        if (leases.holds(holder)) {
            renewals.remove(holder);
            renewals.put(holder, nowMillis);
        }
    }

    /** Forgets a name that holds no lease any more. */
    void forgetWithoutLease(String holder) {
        if (!leases.holds(holder)) {
            renewals.remove(holder);
        }
    }

    /** Milliseconds since the holder's last renewal, or since the start when it has not renewed yet. */
    public long ageMillis(String holder, long nowMillis) {
        return nowMillis - renewals.getOrDefault(holder, startMillis);
    }

    /** Names that are remembered. */
    int size() {
        return renewals.size();
    }

    /**
     * Shows the names that have been silent for longer than this, the longest silent first.
     *
     * @param goOn false ends it
     */
    void forEachSilent(long longerThanMillis, long nowMillis, Predicate<String> goOn) {
        for (Map.Entry<String, Long> renewal : renewals.entrySet()) {
            if (nowMillis - renewal.getValue() <= longerThanMillis || !goOn.test(renewal.getKey())) {
                return;
            }
        }
    }

    /** The file behind which the files that wait for recovery are to be looked at now, or -1 when it is not time yet. */
    long recoveryAfter(long nowMillis) {
        return nowMillis >= recoveryDueMillis ? recoveryAfter : -1;
    }

    /** They have been looked at up to this file, and are to be looked at further from this time on. */
    void recoveryLookedAt(long upToFile, long dueMillis) {
        recoveryAfter = upToFile;
        recoveryDueMillis = dueMillis;
    }
}
