package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.PipelineAck;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** The connection to a write pipeline's first DataNode, which passes everything on to the others. */
public interface PipelineLink extends Closeable {
    /** Sends packets as they lie in the buffers. */
    void send(ByteBuffer[] packets, int count) throws IOException;

    void sendHeartbeat() throws IOException;

    /** Sends a heartbeat while the owner's thread waits for an ack; false when it was not wanted any more. */
    boolean sendHeartbeatBeside(BooleanSupplier wanted) throws IOException;

    /** Whether the beginning of an ack is there. */
    boolean hasAck() throws IOException;

    /** Waits for the next ack. */
    PipelineAck readAck() throws IOException;

    /** Wakes a thread that is blocked in this connection. */
    void abort();

    @Override
    void close();
}
