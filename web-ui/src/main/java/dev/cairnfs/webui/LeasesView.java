package dev.cairnfs.webui;

import dev.cairnfs.shared.model.LeaseInfo;
import java.util.List;

/**
 * Open files and the limits of their leases.
 *
 * @param limits of all leases
 * @param total all open files, also those not in the list
 * @param oldestFirst holders and machines are empty where the user may not know them
 */
public record LeasesView(Limits limits, int total, List<LeaseInfo> oldestFirst) {
    /** Holds the leases of files whose writers are shut out. */
    public static final String RECOVERY_HOLDER = "HDFS_NameNode";

    public LeasesView {
        oldestFirst = List.copyOf(oldestFirst);
    }

    /**
     * How long a writer may be silent.
     *
     * @param softMillis after it another writer may take the file over
     * @param hardMillis after it the NameNode takes the file from its writer by itself
     */
    public record Limits(long softMillis, long hardMillis) {}
}
