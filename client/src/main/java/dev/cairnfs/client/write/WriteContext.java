package dev.cairnfs.client.write;

import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.client.transfer.BufferPool;
import java.time.Duration;

/**
 * What all writers of a client share.
 *
 * @param heartbeatInterval a pipeline that nothing was sent through for so long gets a heartbeat
 * @param clock the monotonic clock, and how pauses pass
 */
public record WriteContext(
        ClientProtocol nameNode,
        PipelineConnector datanodes,
        BufferPool buffers,
        Duration heartbeatInterval,
        WaitingClock clock) {}
