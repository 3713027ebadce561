package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.namenode.state.Namespace;
import java.util.ArrayList;
import java.util.List;

/**
 * The lease monitor's round, every 2 s (SPEC L1): files of writers past the hard limit are closed, or, where a block must
 * be recovered first, pass to the NameNode itself, so that their old writer is shut out. Nothing happens in safe mode.
 *
 * <p>A round looks at a bounded number of names, files and blocks, the longest silent writers first; what it leaves, the
 * next one does. Files that wait for recovery are looked at again only once in a while: then those that can be are closed,
 * and attempts to recover that came to nothing are begun anew.
 *
 * <p>The reply is the number of records; with a full round there may be more to do at once.
 */
public record ReleaseExpiredLeases() implements Command<Integer> {
    /** Holds the leases of files that wait for block recovery. */
    public static final String RECOVERY_HOLDER = "HDFS_NameNode";

    static final int RECORDS_MAX = 200;

    /** Names, files and blocks that a round looks at; a file is looked at as a whole. Under two milliseconds. */
    static final int WORK_MAX = 10_000;

    /** A file that waits for recovery is looked at after so long, or after the hard limit where that is shorter. */
    static final long RECOVERY_PERIOD_MILLIS = 10_000;

    @Override
    public String auditName() {
        return "releaseExpiredLeases";
    }

    @Override
    public Plan<Integer> plan(PlanContext context) {
        if (context.blocks().safeMode().on()) {
            return Plan.answer(0);
        }
        return new Round(context).plan();
    }

    private static final class Round {
        private final PlanContext context;
        private final Namespace namespace;
        private final LeaseTable leases;
        private final Edits edits;
        private final LeaseRelease release;
        private final long hardLimitMillis;
        private final List<String> idle = new ArrayList<>();
        private int work;

        Round(PlanContext context) {
            this.context = context;
            this.namespace = context.namespace();
            this.leases = namespace.leases();
            this.edits = new Edits(context);
            this.release = new LeaseRelease(context, edits);
            this.hardLimitMillis = context.settings().leaseHardLimit().toMillis();
        }

        Plan<Integer> plan() {
            long now = context.monotonicMillis();
            LeaseClock clock = context.leaseClock();
            clock.forEachSilent(context.settings().leaseSoftLimit().toMillis(), now, holder -> {
                silent(holder, clock.ageMillis(holder, now));
                return !isFull();
            });
            long after = clock.recoveryAfter(now);
            long lookedAt = after < 0 || isFull() ? after : recover(after);
            long due = lookedAt == 0 ? now + Math.min(RECOVERY_PERIOD_MILLIS, hardLimitMillis) : now;
            return Plan.of(edits.list(), edits.size()).then(soft -> {
                release.effect(soft);
                idle.forEach(soft.leaseClock()::forgetWithoutLease);
                soft.leaseClock().renew(RECOVERY_HOLDER, soft.monotonicMillis());
                if (after >= 0) {
                    soft.leaseClock().recoveryLookedAt(lookedAt, due);
                }
            });
        }

        private boolean isFull() {
            return edits.size() >= RECORDS_MAX || work >= WORK_MAX;
        }

        private void silent(String holder, long ageMillis) {
            work++;
            if (!leases.holds(holder)) {
                idle.add(holder);
            } else if (ageMillis > hardLimitMillis && !holder.equals(RECOVERY_HOLDER)) {
                leases.forEachFile(holder, 0, file -> {
                    if (namespace.isAttached(file) && !close(file)) {
                        release.shutOut(file);
                    }
                    return !isFull();
                });
            }
        }

        /** The last file of those that wait for recovery that was looked at; 0 when there are no more. */
        private long recover(long after) {
            long[] last = {0};
            leases.forEachFile(RECOVERY_HOLDER, after, file -> {
                if (namespace.isAttached(file)) {
                    close(file);
                }
                last[0] = file;
                return !isFull();
            });
            return isFull() ? last[0] : 0;
        }

        /** A file in a deleted tree is not asked for: it loses its lease when it is reclaimed. */
        private boolean close(long file) {
            work += 1 + namespace.inodes().blockCount(file);
            return release.release(file) == LeaseRelease.Outcome.CLOSED;
        }
    }
}
