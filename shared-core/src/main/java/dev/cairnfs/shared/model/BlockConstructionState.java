package dev.cairnfs.shared.model;

/** How far the last block of an open file is (HDFS: BlockUCState). */
public enum BlockConstructionState {
    /** A writer may add to it. */
    UNDER_CONSTRUCTION,
    /** Its writer is shut out, and its replicas are to be brought to one length. */
    UNDER_RECOVERY,
    /** Its length is final; replicas are to be reported yet. */
    COMMITTED,
    COMPLETE
}
