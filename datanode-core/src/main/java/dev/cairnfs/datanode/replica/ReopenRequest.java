package dev.cairnfs.datanode.replica;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaState;

/**
 * A writer wants to go on with a replica that is there already, and names what it knows of it. Who knows something else
 * than the replica says is refused: it is another writer's by now, or holds other bytes.
 *
 * @param event {@link ReplicaEvent#APPEND}, {@link ReplicaEvent#RECOVER_APPEND}, {@link ReplicaEvent#RECOVER_RBW} or
 *     {@link ReplicaEvent#RECOVER_CLOSE}
 * @param block with the generation stamp that the replica had for the former pipeline; its length is the room that is
 *     asked for
 * @param newStamp the generation stamp that it is to have for the new one
 * @param minBytes how much the writer knows to be acknowledged, and for all but {@link ReplicaEvent#RECOVER_RBW} all of it
 * @param maxBytes how much the writer has sent; for {@link ReplicaEvent#RECOVER_RBW} only
 */
public record ReopenRequest(ReplicaEvent event, ExtendedBlock block, long newStamp, long minBytes, long maxBytes) {
    public ReopenRequest {
        switch (event) {
            case APPEND, RECOVER_APPEND, RECOVER_RBW, RECOVER_CLOSE -> {
                // These go on with a replica.
            }
            case CREATE_RBW,
                    CREATE_TEMPORARY,
                    CONVERT_TO_RBW,
                    FINALIZE,
                    DISCONNECT,
                    BEGIN_RECOVERY,
                    RECOVER,
                    RESTART,
                    RESTART_IN_ORDER,
                    INVALIDATE -> throw new IllegalArgumentException(event + " does not go on with a replica");
        }
    }

    public long blockId() {
        return block.block().blockId();
    }

    private long oldStamp() {
        return block.block().generationStamp();
    }

    /** The block with its new generation stamp. */
    public Block reopened(long length) {
        return new Block(blockId(), newStamp, length);
    }

    /**
     * Checks state and generation stamp. To be asked before the former writer is stopped: one whose pipeline is newer
     * goes on.
     */
    public void checkStamp(Replica replica) throws HdfsException {
        if (event == ReplicaEvent.APPEND) {
            if (newStamp < oldStamp()) {
                throw new HdfsException(
                        ErrorCode.IO,
                        "The new generation stamp " + newStamp + " should be greater than the replica " + block
                                + "'s generation stamp");
            }
            if (stampOf(replica) != oldStamp()) {
                throw unexpectedStamp(block.toString());
            }
        }
        try {
            ReplicaTransitions.next(replica.state(), event);
        } catch (HdfsException e) {
            throw new HdfsException(e.code(), e.getMessage() + " " + describe(replica), e);
        }
        if (stampOf(replica) < oldStamp() || stampOf(replica) > newStamp) {
            throw unexpectedStamp(block + ", it has " + stampOf(replica) + ". Expected GS range is [" + oldStamp()
                    + ", " + newStamp + "].");
        }
    }

    private static HdfsException unexpectedStamp(String what) {
        return new HdfsException(
                ErrorCode.REPLICA_NOT_FOUND, "Cannot append to a replica with unexpected generation stamp " + what);
    }

    /**
     * Checks everything.
     *
     * @param replica with the length that is written, which does not grow any more
     * @param acknowledgedBytes how much of that it has acknowledged
     */
    public void check(Replica replica, long acknowledgedBytes) throws HdfsException {
        checkStamp(replica);
        long received = replica.block().numBytes();
        if (event == ReplicaEvent.RECOVER_RBW) {
            if (acknowledgedBytes < minBytes || received > maxBytes) {
                throw new HdfsException(
                        ErrorCode.REPLICA_NOT_FOUND,
                        "Unmatched length replica " + describe(replica) + ": BytesAcked = " + acknowledgedBytes
                                + " BytesRcvd = " + received + " are not in the range of [" + minBytes + ", "
                                + maxBytes + "].");
            }
            return;
        }
        if (replica.state() == ReplicaState.RBW && received != acknowledgedBytes) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "RBW replica " + describe(replica) + ": bytesRcvd (" + received + ") and bytesAcked ("
                            + acknowledgedBytes + ") are not the same.");
        }
        if (received != minBytes) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Corrupted replica " + describe(replica) + " with a length of " + received + " expected length is "
                            + minBytes);
        }
    }

    private static long stampOf(Replica replica) {
        return replica.block().generationStamp();
    }

    private static String describe(Replica replica) {
        return replica.block() + " in state " + replica.state();
    }
}
