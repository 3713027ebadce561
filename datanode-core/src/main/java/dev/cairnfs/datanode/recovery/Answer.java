package dev.cairnfs.datanode.recovery;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of the call {@code initReplicaRecovery} to one DataNode.
 *
 * @param info the replica, when there is one; otherwise null
 * @param failure what the exception said, when there was one; otherwise empty
 */
record Answer(DatanodeId node, Kind kind, @Nullable ReplicaRecoveryInfo info, String failure) {
    enum Kind {
        /** Its recovery has begun. */
        REPLICA,
        /** The DataNode has no replica, or only one of before the last pipeline recovery. */
        NO_REPLICA,
        /** A newer recovery is under way there. */
        SUPERSEDED,
        /** It is not known what the DataNode has. */
        FAILED
    }

    static Answer of(DatanodeId node, @Nullable ReplicaRecoveryInfo info) {
        return new Answer(node, info == null ? Kind.NO_REPLICA : Kind.REPLICA, info, "");
    }

    static Answer of(DatanodeId node, IOException failure) {
        ErrorCode code = failure instanceof HdfsException hdfs ? hdfs.code() : ErrorCode.IO;
        Kind kind = switch (code) {
            case RECOVERY_IN_PROGRESS -> Kind.SUPERSEDED;
            case REPLICA_NOT_FOUND -> Kind.NO_REPLICA;
            default -> Kind.FAILED;
        };
        return new Answer(node, kind, null, failure.toString());
    }

    /** The replica of an answer that has one. */
    ReplicaRecoveryInfo replica() {
        return Objects.requireNonNull(info);
    }
}
