package dev.cairnfs.namenode.command;

import java.util.List;

/**
 * How well the files at and below a path are stored. Blocks of files that are open for writing are not among the counts.
 *
 * @param openFiles files being written; not among {@code files}
 * @param minimallyReplicated blocks with at least the minimum of replicas
 * @param missing blocks without any live replica, corrupt ones excluded
 * @param corrupt blocks of which all known replicas are corrupt
 * @param wantedReplicas what all blocks should have together
 * @param liveReplicas what they have
 * @param missingReplicas what blocks that can be read lack
 * @param problems the first blocks that lack replicas; {@code problemsLeftOut} more are not listed
 */
public record FsckReport(
        long directories,
        long files,
        long openFiles,
        long bytes,
        long blocks,
        long minimallyReplicated,
        long overReplicated,
        long underReplicated,
        long missing,
        long corrupt,
        long wantedReplicas,
        long liveReplicas,
        long missingReplicas,
        List<Problem> problems,
        long problemsLeftOut) {
    public FsckReport {
        problems = List.copyOf(problems);
    }

    /** Whether every block can be read. */
    public boolean healthy() {
        return missing == 0 && corrupt == 0;
    }

    /**
     * A block that lacks replicas.
     *
     * @param corrupt all known replicas are corrupt
     */
    public record Problem(
            String path, String block, long bytes, int liveReplicas, int wantedReplicas, boolean corrupt) {}
}
