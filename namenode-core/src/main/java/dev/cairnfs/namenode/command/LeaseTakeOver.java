package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A writer wants a file that is open (SPEC L4). Within the holder's soft limit it is refused; after it, the file is closed,
 * or its last block recovered, and the old writer shut out.
 *
 * @param operation HDFS's name of what the writer wants, for messages
 */
record LeaseTakeOver(PlanContext context, String operation, HdfsPath path, String clientName, String clientMachine) {

    /**
     * Adds the records that close the file, or that begin its recovery.
     *
     * @return null when the file is closed behind the records; otherwise the refusal, which is to be thrown from the plan's
     *     reply, because the records stand
     * @throws HdfsException AlreadyBeingCreated or RecoveryInProgress while the file is another's
     */
    @Nullable
    HdfsException takeOver(long fileId, LeaseRelease release) throws HdfsException {
        LeaseTable leases = context.namespace().leases();
        String holder = Objects.requireNonNull(leases.holder(fileId));
        if (holder.equals(clientName)) {
            throw refused(ErrorCode.ALREADY_BEING_CREATED, clientName + " is already the current lease holder.");
        }
        boolean recovering = holder.equals(ReleaseExpiredLeases.RECOVERY_HOLDER);
        long age = context.leaseClock().ageMillis(holder, context.monotonicMillis());
        if (!recovering && age <= context.settings().leaseSoftLimit().toMillis()) {
            throw refusedByHolder(fileId, holder);
        }
        return switch (release.take(fileId)) {
            case CLOSED -> null;
            case RECOVERING ->
                refused(ErrorCode.RECOVERY_IN_PROGRESS, "lease recovery is in progress. Try again later.");
            case UNREPLICATED -> unreplicated(path);
        };
    }

    private HdfsException refusedByHolder(long fileId, String holder) {
        String owner = holder + " on " + context.namespace().leases().clientMachine(fileId);
        FileBlocks blocks = new FileBlocks(context, fileId);
        if (blocks.isUnderRecovery()) {
            return refused(ErrorCode.RECOVERY_IN_PROGRESS, "another recovery is in progress by " + owner);
        }
        return refused(ErrorCode.ALREADY_BEING_CREATED, "this file lease is currently owned by " + owner);
    }

    /** The file's length is final, but it cannot be closed yet. */
    static HdfsException unreplicated(HdfsPath path) {
        return new HdfsException(
                ErrorCode.ALREADY_BEING_CREATED,
                "DIR* NameSystem.internalReleaseLease: Failed to release lease for file " + path
                        + ". Committed blocks are waiting to be minimally replicated.");
    }

    private HdfsException refused(ErrorCode code, String why) {
        return new HdfsException(
                code,
                "Failed to " + operation + " " + path + " for " + clientName + " on " + clientMachine + " because "
                        + why);
    }
}
