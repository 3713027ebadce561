package dev.cairnfs.namenode.state;

/**
 * The hard part of HDFS's block states: whether a committed block also has enough replicas (HDFS: COMPLETE) is soft
 * state, and follows from the closed file for all blocks of closed files.
 */
public enum BlockState {
    UNDER_CONSTRUCTION(1),
    COMMITTED(2),
    /** The file is closed. */
    COMPLETE(3),
    /** A truncate has given the block this length, which its replicas are to get yet; nobody writes it. */
    TRUNCATING(4),
    /** An append has opened the block again: bytes of it were there when the file was closed, and are never given up. */
    REOPENED(5);

    private final int code;

    BlockState(int code) {
        this.code = code;
    }

    /** The replicas do not have their final stamp and length yet. */
    public boolean isUnfinished() {
        return isBeingWritten() || this == TRUNCATING;
    }

    /** HDFS's UNDER_CONSTRUCTION: a writer adds to the block, or did so before he was lost. */
    public boolean isBeingWritten() {
        return this == UNDER_CONSTRUCTION || this == REOPENED;
    }

    /** How the state stands in columns and in the image; never 0. */
    int code() {
        return code;
    }

    static BlockState of(int code) {
        return switch (code) {
            case 1 -> UNDER_CONSTRUCTION;
            case 2 -> COMMITTED;
            case 3 -> COMPLETE;
            case 4 -> TRUNCATING;
            case 5 -> REOPENED;
            default -> throw new IllegalStateException("no block state has the code " + code);
        };
    }
}
