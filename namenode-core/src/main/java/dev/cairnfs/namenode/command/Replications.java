package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/** The range of the replication factor. */
final class Replications {
    private Replications() {}

    static void check(PlanContext context, HdfsPath path, int replication, @Nullable String clientMachine)
            throws HdfsException {
        int min = context.settings().replicationMin();
        int max = context.settings().replicationMax();
        if (replication >= min && replication <= max) {
            return;
        }
        String bound =
                replication > max ? " exceeds maximum of " + max : " is less than the required minimum of " + min;
        throw new HdfsException(
                ErrorCode.IO,
                "Requested replication factor of " + replication + bound + " for " + path
                        + (clientMachine == null ? "" : " from " + clientMachine));
    }
}
