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
            case FINALIZE -> finalizeFrom(from);
            case DISCONNECT -> disconnect(from);
            case RESTART -> restart(from);
            case INVALIDATE -> null;
        };
    }

    private static ReplicaState create(ReplicaEvent event) throws HdfsException {
        return switch (event) {
            case CREATE_RBW -> ReplicaState.RBW;
            case CREATE_TEMPORARY -> ReplicaState.TEMPORARY;
            case FINALIZE, DISCONNECT, RESTART, INVALIDATE ->
                throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "there is no such replica");
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

    private static @Nullable ReplicaState restart(ReplicaState from) {
        return switch (from) {
            case FINALIZED -> ReplicaState.FINALIZED;
            case RBW, RWR, RUR -> ReplicaState.RWR;
            case TEMPORARY -> null;
        };
    }
}
