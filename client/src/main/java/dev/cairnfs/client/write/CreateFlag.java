package dev.cairnfs.client.write;

/** HDFS's flags of creating and appending, as far as they are the client's business. */
public enum CreateFlag {
    /** An append begins a new block although the last one is not full. */
    NEW_BLOCK,
    /** DataNodes sync each block when it ends, whatever they are set to. */
    SYNC_BLOCK,
    /** No replica on the writer's own node where others have room. */
    NO_LOCAL_WRITE,
    /** As if nobody knew where the writer runs. */
    IGNORE_CLIENT_LOCALITY,
    /** No replica on the writer's rack where others have room. */
    NO_LOCAL_RACK
}
