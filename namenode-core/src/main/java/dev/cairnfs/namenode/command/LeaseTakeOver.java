package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Objects;

/**
 * A writer wants a file that is open (SPEC L4). Within the holder's soft limit it is refused; after it, the file is
 * closed where that needs no block recovery.
 *
 * @param operation HDFS's name of what the writer wants, for messages
 */
record LeaseTakeOver(PlanContext context, String operation, HdfsPath path, String clientName, String clientMachine) {

    /** Adds the records that close the file, or refuses. */
    void takeOver(long fileId, Edits edits) throws HdfsException {
        LeaseTable leases = context.namespace().leases();
        String holder = Objects.requireNonNull(leases.holder(fileId));
        if (holder.equals(clientName)) {
            throw refused(ErrorCode.ALREADY_BEING_CREATED, clientName + " is already the current lease holder.");
        }
        long age = context.leaseClock().ageMillis(holder, context.monotonicMillis());
        if (age <= context.settings().leaseSoftLimit().toMillis()) {
            throw refused(
                    ErrorCode.ALREADY_BEING_CREATED,
                    "this file lease is currently owned by " + holder + " on " + leases.clientMachine(fileId));
        }
        if (!LeaseRelease.close(context, fileId, edits)) {
            throw refused(ErrorCode.RECOVERY_IN_PROGRESS, "lease recovery is in progress. Try again later.");
        }
    }

    private HdfsException refused(ErrorCode code, String why) {
        return new HdfsException(
                code,
                "Failed to " + operation + " " + path + " for " + clientName + " on " + clientMachine + " because "
                        + why);
    }
}
