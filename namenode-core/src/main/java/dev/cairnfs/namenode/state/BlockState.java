package dev.cairnfs.namenode.state;

/**
 * The hard part of HDFS's block states: whether a committed block also has enough replicas (HDFS: COMPLETE) is soft
 * state, and follows from the closed file for all blocks of closed files.
 */
public enum BlockState {
    UNDER_CONSTRUCTION(1),
    COMMITTED(2),
    /** The file is closed. */
    COMPLETE(3);

    private final int code;

    BlockState(int code) {
        this.code = code;
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
            default -> throw new IllegalStateException("no block state has the code " + code);
        };
    }
}
