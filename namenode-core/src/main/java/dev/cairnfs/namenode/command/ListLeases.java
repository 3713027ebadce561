package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.model.LeaseInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files that are open for writing, the longest silent writers first; at most {@value #FILES_MAX}. Somebody who is no
 * superuser sees those whose directories are open to him, without the names of holders and machines: the name of a
 * holder is all that a writer proves himself with.
 */
public record ListLeases() implements Query<List<LeaseInfo>> {
    public static final int FILES_MAX = 1000;

    @Override
    public String auditName() {
        return "listLeases";
    }

    @Override
    public List<LeaseInfo> read(PlanContext context) {
        LeaseTable leases = context.namespace().leases();
        List<String> holders = new ArrayList<>(leases.holders().keySet());
        // Stable: writers of one age stay in name order.
        holders.sort(Comparator.comparingLong((String holder) -> age(context, holder))
                .reversed());
        List<LeaseInfo> found = new ArrayList<>();
        for (String holder : holders) {
            for (long file : leases.files(holder)) {
                if (found.size() == FILES_MAX) {
                    return found;
                }
                add(context, file, found);
            }
        }
        return found;
    }

    private static void add(PlanContext context, long file, List<LeaseInfo> found) {
        Namespace namespace = context.namespace();
        if (!namespace.isAttached(file) || !new PermissionChecker(context).canReach(file)) {
            return;
        }
        found.add(shown(context, file));
    }

    /** What the caller may know of an open file that he can reach. */
    static LeaseInfo shown(PlanContext context, long file) {
        LeaseInfo lease = OpenBlocks.lease(context, file, context.namespace().pathOf(file));
        return context.caller().superuser()
                ? lease
                : new LeaseInfo(lease.path(), file, "", "", lease.ageMillis(), lease.lastBlock());
    }

    private static long age(PlanContext context, String holder) {
        return context.leaseClock().ageMillis(holder, context.monotonicMillis());
    }
}
