package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the state machine wants done next. Actions are done strictly in the order in which they come out. */
public sealed interface PipelineAction {
    /** Ask for the next block; answer with blockAllocated or allocationDelayed. */
    record AllocateBlock(@Nullable ExtendedBlock previous, List<String> excludedNodes) implements PipelineAction {}

    /** Give a block back whose pipeline could not be used; no answer. */
    record AbandonBlock(ExtendedBlock block) implements PipelineAction {}

    /** Set the pipeline up; answer with pipelineReady or pipelineFailed. */
    record Connect(LocatedBlock block) implements PipelineAction {}

    /** Send one packet; its acknowledgement comes as an acknowledged event. */
    record SendPacket(QueuedPacket packet) implements PipelineAction {}

    /** Send a packet without data, so that the DataNodes do not take the silence for a dead client (SPEC C4). */
    record SendHeartbeat() implements PipelineAction {}

    /** Close the connection to the pipeline, if there is one; no answer. */
    record Disconnect() implements PipelineAction {}

    /** Let this time pass, then send elapsed. */
    record Pause(long millis) implements PipelineAction {}

    /** Close the file; answer with completed. */
    record CompleteFile(@Nullable ExtendedBlock last) implements PipelineAction {}
}
