package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.namenode.state.Namespace;
import java.util.Set;

/**
 * The lease monitor's round, every 2 s (SPEC L1): files of writers past the hard limit are closed, or, where a block must
 * be recovered first, pass to the NameNode itself, so that their old writer is shut out. Nothing happens in safe mode.
 *
 * <p>The reply is the number of records; with a full round there may be more to do at once.
 */
public record ReleaseExpiredLeases() implements Command<Integer> {
    /** Holds the leases of files that wait for block recovery. */
    public static final String RECOVERY_HOLDER = "HDFS_NameNode";

    static final int RECORDS_MAX = 200;

    @Override
    public String auditName() {
        return "releaseExpiredLeases";
    }

    @Override
    public Plan<Integer> plan(PlanContext context) {
        if (context.blocks().safeMode().on()) {
            return Plan.answer(0);
        }
        Edits edits = new Edits(context);
        LeaseTable leases = context.namespace().leases();
        Set<String> holders = Set.copyOf(leases.holders().keySet());
        for (String holder : leases.holders().keySet()) {
            if (isDue(context, holder) && !release(context, holder, edits)) {
                break;
            }
        }
        return Plan.of(edits.list(), edits.size()).then(soft -> {
            soft.leaseClock().retain(holders);
            if (holders.contains(RECOVERY_HOLDER)) {
                soft.leaseClock().renew(RECOVERY_HOLDER, soft.monotonicMillis());
            }
        });
    }

    private static boolean isDue(PlanContext context, String holder) {
        return holder.equals(RECOVERY_HOLDER)
                || context.leaseClock().ageMillis(holder, context.monotonicMillis())
                        > context.settings().leaseHardLimit().toMillis();
    }

    /** False when the round is full. */
    private static boolean release(PlanContext context, String holder, Edits edits) {
        Namespace namespace = context.namespace();
        for (long file : namespace.leases().files(holder)) {
            if (edits.size() >= RECORDS_MAX) {
                return false;
            }
            // A file in a deleted tree loses its lease when it is reclaimed.
            if (namespace.isAttached(file)
                    && !LeaseRelease.close(context, file, edits)
                    && !holder.equals(RECOVERY_HOLDER)) {
                edits.reassignLease(file, RECOVERY_HOLDER);
            }
        }
        return true;
    }
}
