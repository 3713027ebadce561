package dev.cairnfs.shared.model;

/** HDFS's replica states, with the numbers that block reports and recovery messages carry. */
public enum ReplicaState {
    FINALIZED(0),
    /** Being written. */
    RBW(1),
    /** Waiting to be recovered: it was being written when its DataNode restarted. */
    RWR(2),
    /** Under recovery. */
    RUR(3),
    /** Being copied for replication; not visible. */
    TEMPORARY(4);

    private final int code;

    ReplicaState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * The state with that number.
     *
     * @throws IllegalArgumentException for an unknown number
     */
    public static ReplicaState ofCode(int code) {
        for (ReplicaState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown replica state " + code);
    }
}
