package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Reads one page of a directory. In name order only the page itself is read from the NameNode. Any other order, and any
 * filter, reads the directory once in the NameNode's pages and keeps no more rows than the page needs; it stops after
 * {@value #SCAN_MAX} entries and says so.
 */
final class ListingReader {
    /** Entries that one request may read. */
    static final int SCAN_MAX = 500_000;

    private final ConsoleBackend backend;

    ListingReader(ConsoleBackend backend) {
        this.backend = backend;
    }

    /**
     * One page.
     *
     * @param matches entries that match in what was read; -1 when only the page was read
     * @param more whether a next page exists
     * @param cut the directory was too large to be read to its end
     */
    record Page(List<FileStatus> rows, long matches, boolean more, boolean cut) {}

    Page read(ConsoleUser user, HdfsPath directory, ListingQuery query) throws HdfsException {
        return query.isNameOrder() ? readInOrder(user, directory, query) : scan(user, directory, query);
    }

    private Page readInOrder(ConsoleUser user, HdfsPath directory, ListingQuery query) throws HdfsException {
        boolean known = !query.after().isEmpty();
        long skip = known ? 0 : (query.page() - 1L) * ListingQuery.PAGE_ROWS;
        List<FileStatus> rows = new ArrayList<>(ListingQuery.PAGE_ROWS);
        String from = known ? query.after() : "";
        while (true) {
            DirectoryListing listing = backend.listing(user, directory, from);
            List<FileStatus> entries = listing.entries();
            int first = (int) Math.min(skip, entries.size());
            skip -= first;
            int taken = Math.min(ListingQuery.PAGE_ROWS - rows.size(), entries.size() - first);
            rows.addAll(entries.subList(first, first + taken));
            boolean more = listing.remaining() > 0 || first + taken < entries.size();
            if (!more || entries.isEmpty() || rows.size() == ListingQuery.PAGE_ROWS) {
                return new Page(rows, -1, more, false);
            }
            from = entries.get(entries.size() - 1).name();
        }
    }

    private Page scan(ConsoleUser user, HdfsPath directory, ListingQuery query) throws HdfsException {
        Comparator<FileStatus> order = query.comparator();
        long keep = (long) query.page() * ListingQuery.PAGE_ROWS;
        // The worst of the kept rows is at the head, ready to be pushed out.
        PriorityQueue<FileStatus> best = new PriorityQueue<>(order.reversed());
        long matches = 0;
        int scanned = 0;
        boolean cut = false;
        String from = "";
        while (true) {
            DirectoryListing listing = backend.listing(user, directory, from);
            for (FileStatus status : listing.entries()) {
                if (query.matches(status)) {
                    matches++;
                    if (best.size() < keep) {
                        best.add(status);
                    } else if (order.compare(status, best.element()) < 0) {
                        best.remove();
                        best.add(status);
                    }
                }
            }
            scanned += listing.entries().size();
            if (listing.remaining() == 0 || listing.entries().isEmpty()) {
                break;
            }
            if (scanned >= SCAN_MAX) {
                cut = true;
                break;
            }
            from = listing.entries().get(listing.entries().size() - 1).name();
        }
        long skip = keep - ListingQuery.PAGE_ROWS;
        List<FileStatus> rows = new ArrayList<>(best);
        rows.sort(order);
        List<FileStatus> page = skip >= rows.size() ? Collections.emptyList() : rows.subList((int) skip, rows.size());
        return new Page(page, matches, matches > keep, cut);
    }
}
