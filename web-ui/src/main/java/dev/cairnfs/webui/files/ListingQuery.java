package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * Which part of a directory is asked for, as the page's address says.
 *
 * @param filter part of a name, any case; empty for all
 * @param page from 1
 * @param after in name order without a filter: the last name of the page before, so that the NameNode can begin there;
 *     empty when not known
 */
public record ListingQuery(Sort sort, boolean descending, String filter, int page, String after) {
    /** Rows on a page. */
    public static final int PAGE_ROWS = 100;

    private static final int PAGE_MAX = 100_000;

    /** The columns that can be sorted by. */
    public enum Sort {
        NAME,
        SIZE,
        MODIFIED,
        OWNER;

        /** The name in the address. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the address's parameters.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for an unknown column or order, or a page out of range
     */
    public static ListingQuery of(String sort, String order, String filter, int page, String after)
            throws HdfsException {
        for (Sort column : Sort.values()) {
            if (column.key().equals(sort)) {
                if (!order.equals("asc") && !order.equals("desc")) {
                    throw bad("The order must be asc or desc, not " + order + ".");
                }
                if (page < 1 || page > PAGE_MAX) {
                    throw bad("The page must be between 1 and " + PAGE_MAX + ".");
                }
                return new ListingQuery(
                        column, order.equals("desc"), filter.strip().toLowerCase(Locale.ROOT), page, after);
            }
        }
        throw bad("There is no column " + sort + " to sort by.");
    }

    private static HdfsException bad(String message) {
        return new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, message);
    }

    /** True when the NameNode's own order is what is asked for, so that nothing but the page must be read. */
    boolean isNameOrder() {
        return sort == Sort.NAME && !descending && filter.isEmpty();
    }

    boolean matches(FileStatus status) {
        return filter.isEmpty() || status.name().toLowerCase(Locale.ROOT).contains(filter);
    }

    Comparator<FileStatus> comparator() {
        Comparator<FileStatus> byName =
                (a, b) -> Arrays.compareUnsigned(HdfsPath.nameBytes(a.name()), HdfsPath.nameBytes(b.name()));
        Comparator<FileStatus> first = switch (sort) {
            case NAME -> byName;
            case SIZE -> Comparator.comparingLong(FileStatus::length);
            case MODIFIED -> Comparator.comparingLong(FileStatus::modificationTimeMillis);
            case OWNER -> Comparator.comparing(FileStatus::owner);
        };
        return (descending ? first.reversed() : first).thenComparing(byName);
    }
}
