package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.HdfsException;
import io.netty.buffer.ByteBuf;

/** What a connection is doing now; all calls on its event loop. What a phase does not care for, it leaves out. */
interface Phase {
    /**
     * Bytes came; the phase releases them.
     *
     * @throws HdfsException when they break the protocol: the connection is closed
     */
    void received(ByteBuf in) throws HdfsException;

    /** No more bytes for now: what was gathered can be handed on. */
    default void readComplete() {}

    /** The connection can take more bytes, or none for now. */
    default void writabilityChanged() {}

    /** This DataNode stops in order, and closes the connection next. */
    default void stopping() {}

    /** The connection is closed; called once, for the current phase. */
    default void closed() {}

    /** How long, in milliseconds, the connection may be silent in this phase. */
    int silenceMaxMillis();
}
