package dev.cairnfs.datanode.replica;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ReplicaState;
import org.jspecify.annotations.Nullable;

/** The state machine of a replica: the only place that says which state follows which. */
public final class ReplicaTransitions {
    private ReplicaTransitions() {}

    /**
     * The state after an event.
     *
     * @param from null when there is no such replica
     * @return null when there is no such replica any more
     * @throws HdfsException when the event is not allowed in that state
     */
    public static @Nullable ReplicaState next(@Nullable ReplicaState from, ReplicaEvent event) throws HdfsException {
        if (from == null) {
            return create(event);
        }
        return switch (event) {
            case CREATE_RBW, CREATE_TEMPORARY ->
                throw new HdfsException(ErrorCode.IO, "the replica exists already, in state " + from);
            case CONVERT_TO_RBW -> convertFrom(from);
            case APPEND -> appendFrom(from);
            case RECOVER_RBW -> recoverRbwFrom(from);
            case RECOVER_APPEND -> requireOpenOrFinished(from) == ReplicaState.FINALIZED ? ReplicaState.RBW : from;
            case RECOVER_CLOSE -> requireOpenOrFinished(from);
            case FINALIZE -> finalizeFrom(from);
            case DISCONNECT -> disconnect(from);
            case BEGIN_RECOVERY -> beginRecovery(from);
            case RECOVER -> recover(from);
            case RESTART -> restart(from, ReplicaState.RWR);
            case RESTART_IN_ORDER -> restart(from, ReplicaState.RBW);
            case INVALIDATE -> null;
        };
    }

    private static ReplicaState create(ReplicaEvent event) throws HdfsException {
        return switch (event) {
            case CREATE_RBW -> ReplicaState.RBW;
            case CREATE_TEMPORARY -> ReplicaState.TEMPORARY;
            case CONVERT_TO_RBW,
                    APPEND,
                    RECOVER_RBW,
                    RECOVER_APPEND,
                    RECOVER_CLOSE,
                    FINALIZE,
                    DISCONNECT,
                    BEGIN_RECOVERY,
                    RECOVER,
                    RESTART,
                    RESTART_IN_ORDER,
                    INVALIDATE -> throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Replica does not exist");
        };
    }

    private static ReplicaState convertFrom(ReplicaState from) throws HdfsException {
        return switch (from) {
            case TEMPORARY -> ReplicaState.RBW;
            case RBW, RWR, RUR, FINALIZED ->
                throw new HdfsException(ErrorCode.IO, "a replica in state " + from + " is not TEMPORARY");
        };
    }

    private static ReplicaState appendFrom(ReplicaState from) throws HdfsException {
        return switch (from) {
            case FINALIZED -> ReplicaState.RBW;
            case RBW, RWR, RUR, TEMPORARY ->
                throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Cannot append to an unfinalized replica");
        };
    }

    private static ReplicaState recoverRbwFrom(ReplicaState from) throws HdfsException {
        return switch (from) {
            // A replica is finished before the writer hears of it (decision 0030): it may know less of it.
            case RBW, FINALIZED -> ReplicaState.RBW;
            // How much of these is good, or whether they are replicas at all, is not known here.
            case RWR, RUR, TEMPORARY ->
                throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Cannot recover a non-RBW replica");
        };
    }

    private static ReplicaState requireOpenOrFinished(ReplicaState from) throws HdfsException {
        return switch (from) {
            case RBW, FINALIZED -> from;
            case RWR, RUR, TEMPORARY ->
                throw new HdfsException(
                        ErrorCode.REPLICA_NOT_FOUND,
                        "Cannot recover append/close to a replica that's not FINALIZED and not RBW");
        };
    }

    private static ReplicaState finalizeFrom(ReplicaState from) throws HdfsException {
        return switch (from) {
            case RBW, TEMPORARY, FINALIZED -> ReplicaState.FINALIZED;
            // Only a recovery may say how much of these is good.
            case RWR, RUR ->
                throw new HdfsException(ErrorCode.IO, "a replica in state " + from + " cannot be finalized");
        };
    }

    private static @Nullable ReplicaState disconnect(ReplicaState from) {
        return switch (from) {
            // The writer may come back for it, or the NameNode recover it: it holds bytes that were acknowledged.
            case RBW -> ReplicaState.RBW;
            // Nobody has seen it, and its source still exists.
            case TEMPORARY -> null;
            case FINALIZED, RWR, RUR -> from;
        };
    }

    private static ReplicaState beginRecovery(ReplicaState from) throws HdfsException {
        return switch (from) {
            case FINALIZED, RBW, RWR, RUR -> ReplicaState.RUR;
            // Nobody but its source knows how much of the block it is.
            case TEMPORARY -> throw new HdfsException(ErrorCode.IO, "a replica in state " + from + " is not recovered");
        };
    }

    private static ReplicaState recover(ReplicaState from) throws HdfsException {
        return switch (from) {
            case RUR -> ReplicaState.FINALIZED;
            case FINALIZED, RBW, RWR, TEMPORARY ->
                throw new HdfsException(ErrorCode.IO, "a replica in state " + from + " is not under recovery");
        };
    }

    /** @param unfinished what becomes of one that was being written */
    private static @Nullable ReplicaState restart(ReplicaState from, ReplicaState unfinished) throws HdfsException {
        return switch (from) {
            case FINALIZED -> ReplicaState.FINALIZED;
            case RBW -> unfinished;
            // Where its files lie does not tell it from RBW; how much of it is good is unknown either way.
            case RWR -> ReplicaState.RWR;
            case TEMPORARY -> null;
            case RUR -> throw new HdfsException(ErrorCode.IO, "a recovery leaves no trace: its replica is what it was");
        };
    }
}
