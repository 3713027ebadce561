package dev.cairnfs.datanode.replica;

/** What can happen to a replica. */
public enum ReplicaEvent {
    /** A client begins to write it. */
    CREATE_RBW,
    /** Another DataNode begins to copy it here. */
    CREATE_TEMPORARY,
    /** A copy of a replica that is being written has come, and a writer is to go on with it. */
    CONVERT_TO_RBW,
    /** A client begins to append to it. */
    APPEND,
    /** A client rebuilds its pipeline in the middle of the block. */
    RECOVER_RBW,
    /** A client tries again to begin to append. */
    RECOVER_APPEND,
    /** A client has written all of it, but does not know whether it is finished; one that is not will be next. */
    RECOVER_CLOSE,
    /** All of it has come, and is where finished replicas lie. */
    FINALIZE,
    /** The connection that wrote it ended too early. */
    DISCONNECT,
    /** A block recovery takes it over, from its writer or from an older recovery. */
    BEGIN_RECOVERY,
    /** Its recovery has given it its last length and a new generation stamp. */
    RECOVER,
    /** The DataNode starts after a crash and finds its files. */
    RESTART,
    /** The DataNode starts after an orderly stop, which has noted how much its writer was told is there. */
    RESTART_IN_ORDER,
    /** The NameNode wants it deleted. */
    INVALIDATE
}
