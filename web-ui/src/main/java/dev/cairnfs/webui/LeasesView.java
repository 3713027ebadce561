package dev.cairnfs.webui;

import java.util.List;

/**
 * Open files and the limits of their leases.
 *
 * @param softLimitMillis after it another writer may take the file over
 * @param hardLimitMillis after it the NameNode recovers the lease by itself
 * @param total all open files, also those not in the list
 */
public record LeasesView(long softLimitMillis, long hardLimitMillis, int total, List<Lease> oldestFirst) {
    public LeasesView {
        oldestFirst = List.copyOf(oldestFirst);
    }

    /**
     * One open file.
     *
     * @param clientMachine host or address of the writer; empty when unknown
     * @param ageMillis since the holder renewed last
     */
    public record Lease(String path, String holder, String clientMachine, long ageMillis) {}
}
