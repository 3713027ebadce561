package dev.cairnfs.client.pipeline;

/** Why a pipeline is set up: HDFS's {@code BlockConstructionStage}, as far as a client sends it. */
public enum SetupStage {
    /** For a block that nobody has yet. */
    CREATE,
    /** For a finished replica that is to grow. */
    APPEND,
    /** After a failed {@link #APPEND}: some DataNodes may have opened their replica already. */
    APPEND_RECOVERY,
    /** For a block that was being written. */
    STREAMING_RECOVERY,
    /** For a block of which every byte is acknowledged and only the end is not: the set-up itself finishes it. */
    CLOSE_RECOVERY;

    /** The stage of the next try. */
    SetupStage afterFailure() {
        return switch (this) {
            case APPEND, APPEND_RECOVERY -> APPEND_RECOVERY;
            case CREATE, STREAMING_RECOVERY -> STREAMING_RECOVERY;
            case CLOSE_RECOVERY -> CLOSE_RECOVERY;
        };
    }
}
