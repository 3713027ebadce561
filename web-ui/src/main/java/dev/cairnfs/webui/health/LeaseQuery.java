package dev.cairnfs.webui.health;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.webui.LeasesView;
import dev.cairnfs.webui.shell.LeaseText;
import java.util.Comparator;
import java.util.Locale;

/**
 * Which open files are asked for, as the page's address says.
 *
 * @param state a group's key; empty for all
 * @param filter part of a path, holder or machine, any case; empty for all
 * @param page from 1
 */
record LeaseQuery(String state, String filter, Sort sort, boolean descending, int page) {
    static final int PAGE_ROWS = 100;

    /** The columns that can be sorted by. */
    enum Sort {
        AGE,
        PATH;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the address's parameters.
     *
     * @param order empty for the column's own: ages descend
     * @throws HdfsException ILLEGAL_ARGUMENT for an unknown state, column or order, or a page that is none
     */
    static LeaseQuery of(String state, String filter, String sort, String order, int page) throws HdfsException {
        boolean known = state.isEmpty();
        for (LeaseText.Group group : LeaseText.Group.values()) {
            known |= group.key().equals(state);
        }
        if (!known) {
            throw bad("There is no state of leases named " + state + ".");
        }
        if (!order.isEmpty() && !order.equals("asc") && !order.equals("desc")) {
            throw bad("The order must be asc or desc, not " + order + ".");
        }
        if (page < 1) {
            throw bad("Pages are counted from 1.");
        }
        for (Sort column : Sort.values()) {
            if (column.key().equals(sort)) {
                boolean descending = order.isEmpty() ? column == Sort.AGE : order.equals("desc");
                return new LeaseQuery(state, filter.strip().toLowerCase(Locale.ROOT), column, descending, page);
            }
        }
        throw bad("There is no column " + sort + " to sort by.");
    }

    private static HdfsException bad(String message) {
        return new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, message);
    }

    String order() {
        return descending ? "desc" : "asc";
    }

    boolean isOf(LeaseText.Group group) {
        return state.isEmpty() || state.equals(group.key());
    }

    boolean matches(LeaseInfo lease) {
        return filter.isEmpty()
                || (lease.path() + '\n' + lease.holder() + '\n' + lease.clientMachine())
                        .toLowerCase(Locale.ROOT)
                        .contains(filter);
    }

    /** By age, files whose writers are shut out count as the oldest: nobody can renew their leases any more. */
    Comparator<LeaseInfo> comparator(LeasesView.Limits limits) {
        Comparator<LeaseInfo> byPath = Comparator.comparing(LeaseInfo::path);
        Comparator<LeaseInfo> first = switch (sort) {
            case AGE ->
                Comparator.comparingInt((LeaseInfo lease) -> severity(LeaseText.group(lease, limits)))
                        .thenComparingLong(LeaseInfo::ageMillis);
            case PATH -> byPath;
        };
        return (descending ? first.reversed() : first).thenComparing(byPath);
    }

    private static int severity(LeaseText.Group group) {
        return switch (group) {
            case IN_TIME, LATE -> 0;
            case RECOVERING -> 1;
            case STALLED -> 2;
        };
    }
}
