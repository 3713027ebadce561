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
    TRUNCATING(4);

    private final int code;

    BlockState(int code) {
        this.code = code;
    }

    /** The replicas do not have their final stamp and length yet. */
    public boolean isUnfinished() {
        return this == UNDER_CONSTRUCTION || this == TRUNCATING;
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
            default -> throw new IllegalStateException("no block state has the code " + code);
        };
    }
}
