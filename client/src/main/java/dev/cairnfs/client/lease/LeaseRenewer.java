package dev.cairnfs.client.lease;

import dev.cairnfs.client.metadata.ClientProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of all files that a client has open for writing (SPEC L2): one call for each (user, client name)
 * that has any, at half the soft limit. Past the hard limit without a renewal its files are aborted, because from then
 * on the NameNode may recover them. Of files whose writes have failed it tells the NameNode, which would otherwise take
 * them for open as long as their client has others.
 *
 * <p>Thread-safe; timers call {@link #tick}, {@link #tellDue} and {@link #keepAlive}, each with a thread of its own, which block while they
 * call the NameNode.
 */
public final class LeaseRenewer {
    /** Half of HDFS's soft limit of 60 s. */
    public static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(30);

    /** HDFS's hard limit in 3.5. */
    public static final Duration HARD_LIMIT = Duration.ofMinutes(20);

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);

    private final ClientProtocol nameNode;
    private final Map<Key, Lease> leases = new HashMap<>();
    private final GivenUpFiles givenUp;

    private record Key(String user, String clientName) {}

    private static final class Lease {
        private final Set<LeaseHolder> files = ConcurrentHashMap.newKeySet();
        private long renewedNanos;
        private long triedNanos;

        Lease(long now) {
            renewedNanos = now;
            triedNanos = now;
        }
    }

    public LeaseRenewer(ClientProtocol nameNode) {
        this.nameNode = nameNode;
        this.givenUp = new GivenUpFiles(nameNode);
    }

    /** A file was just opened, which began or renewed its lease. */
    public synchronized void opened(LeaseHolder file, long nowNanos) {
        givenUp.reopened(file.clientName(), file.fileId());
        Key key = new Key(file.user(), file.clientName());
        leases.computeIfAbsent(key, k -> new Lease(nowNanos)).files.add(file);
    }

    /** A file is closed or given up; one that is still being written goes on. */
    public synchronized void closed(LeaseHolder file) {
        LeaseHolder.State state = file.state();
        Key key = new Key(file.user(), file.clientName());
        Lease lease = leases.get(key);
        if (state == LeaseHolder.State.OPEN || lease == null || !lease.files.remove(file)) {
            return;
        }
        if (lease.files.isEmpty()) {
            leases.remove(key);
        }
        if (state == LeaseHolder.State.GIVEN_UP) {
            givenUp.add(file.user(), file.clientName(), file.fileId());
        }
    }

    /** A file was opened, and nobody will write it. */
    public void givenUp(String user, String clientName, long fileId) {
        givenUp.add(user, clientName, fileId);
    }

    /** Whether there are files that were given up and that the NameNode takes for open. */
    public boolean hasGivenUp() {
        return !givenUp.isEmpty();
    }

    /** Tells the NameNode once more of all files that were given up, ending where it does not answer. */
    public void tellGivenUp(long nowNanos) {
        givenUp.tellAll(nowNanos);
    }

    /** Files that are open now. */
    public synchronized List<LeaseHolder> openFiles() {
        List<LeaseHolder> files = new ArrayList<>();
        leases.values().forEach(lease -> files.addAll(lease.files));
        return files;
    }

    /** Renews what is due; to be called about once a second. */
    public void tick(long nowNanos) {
        // A write that has failed may never be closed by its owner.
        openFiles().stream()
                .filter(file -> file.state() == LeaseHolder.State.GIVEN_UP)
                .forEach(this::closed);
        renew(nowNanos);
    }

    /**
     * Tells the NameNode of files that were given up; to be called about once a second, by another thread than the one that
     * renews: the call is repeated while the NameNode refuses it for now, and leases must not grow old over that.
     */
    public void tellDue(long nowNanos) {
        givenUp.tell(nowNanos);
    }

    private void renew(long nowNanos) {
        for (Map.Entry<Key, Lease> entry : due(nowNanos).entrySet()) {
            Lease lease = entry.getValue();
            try {
                nameNode.renewLease(entry.getKey().user(), entry.getKey().clientName());
                synchronized (this) {
                    lease.renewedNanos = nowNanos;
                }
            } catch (IOException e) {
                LOG.warn("the lease of {} could not be renewed", entry.getKey().clientName(), e);
                if (isPastHardLimit(lease, nowNanos)) {
                    lease.files.forEach(file -> {
                        file.leaseLost("the lease could not be renewed for " + HARD_LIMIT.toMinutes() + " minutes");
                        closed(file);
                    });
                }
            }
        }
    }

    private synchronized boolean isPastHardLimit(Lease lease, long nowNanos) {
        return nowNanos - lease.renewedNanos > HARD_LIMIT.toNanos();
    }

    /** What has to be tried now; a failed renewal is tried again a second later. */
    private synchronized Map<Key, Lease> due(long nowNanos) {
        Map<Key, Lease> due = new HashMap<>();
        leases.forEach((key, lease) -> {
            boolean old = nowNanos - lease.renewedNanos >= RENEWAL_INTERVAL.toNanos();
            if (old && nowNanos - lease.triedNanos >= Duration.ofSeconds(1).toNanos()) {
                lease.triedNanos = nowNanos;
                due.put(key, lease);
            }
        });
        return due;
    }

    /** Lets every open file look after its connection. */
    public void keepAlive(long nowNanos) {
        openFiles().forEach(file -> file.keepAlive(nowNanos));
    }
}
