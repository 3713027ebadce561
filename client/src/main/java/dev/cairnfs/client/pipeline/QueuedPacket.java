package dev.cairnfs.client.pipeline;

/** What the state machine has to know of a packet; its bytes are none of its business. */
public interface QueuedPacket {
    /** Counts up over the whole stream, across blocks. */
    long seqno();

    /** Where the packet's data begins in the block, in bytes. */
    long offsetInBlock();

    int dataLength();

    /** An empty packet that ends its block (SPEC C3). */
    boolean lastInBlock();
}
