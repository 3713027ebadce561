package dev.cairnfs.datanode.replica;

/** What can happen to a replica. */
public enum ReplicaEvent {
    /** A client begins to write it. */
    CREATE_RBW,
    /** Another DataNode begins to copy it here. */
    CREATE_TEMPORARY,
    /** All of it has come, and is where finished replicas lie. */
    FINALIZE,
    /** The connection that wrote it ended too early. */
    DISCONNECT,
    /** The DataNode starts and finds it. */
    RESTART,
    /** The NameNode wants it deleted. */
    INVALIDATE
}
