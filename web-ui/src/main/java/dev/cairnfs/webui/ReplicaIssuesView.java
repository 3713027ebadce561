package dev.cairnfs.webui;

import java.util.List;

/**
 * A page of blocks with which something is wrong; it may be short although more follow.
 *
 * @param next where the next page begins; -1 at the end
 */
public record ReplicaIssuesView(List<Issue> issues, int next) {
    public ReplicaIssuesView {
        issues = List.copyOf(issues);
    }

    /**
     * One block.
     *
     * @param path the file it belongs to
     * @param live good replicas on live DataNodes
     * @param wanted the file's replication
     * @param corrupt replicas in quarantine
     * @param pending copies under way
     */
    public record Issue(long blockId, String path, int live, int wanted, int corrupt, int pending) {}
}
