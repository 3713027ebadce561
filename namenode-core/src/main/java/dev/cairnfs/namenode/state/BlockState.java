package dev.cairnfs.namenode.state;

/**
 * The hard part of HDFS's block states: whether a committed block also has enough replicas (HDFS: COMPLETE) is soft
 * state, and follows from the closed file for all blocks of closed files.
 */
public enum BlockState {
    UNDER_CONSTRUCTION,
    COMMITTED,
    /** The file is closed. */
    COMPLETE
}
