package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.HdfsException;
import io.netty.buffer.ByteBuf;

/** What a connection is doing now; all calls on its event loop. */
interface Phase {
    /**
     * Bytes came; the phase releases them.
     *
     * @throws HdfsException when they break the protocol: the connection is closed
     */
    void received(ByteBuf in) throws HdfsException;

    /** No more bytes for now: what was gathered can be handed on. */
    void readComplete();

    /** The connection can take more bytes, or none for now. */
    void writabilityChanged();

    /** The connection is closed; called once, for the current phase. */
    void closed();

    /** How long, in milliseconds, the connection may be silent in this phase. */
    int silenceMaxMillis();
}
