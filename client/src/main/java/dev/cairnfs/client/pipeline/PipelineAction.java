package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the state machine wants done next. Actions are done strictly in the order in which they come out. */
public sealed interface PipelineAction {
    /** Ask for the next block; answer with blockAllocated or allocationDelayed. */
    record AllocateBlock(@Nullable ExtendedBlock previous, List<String> excludedNodes) implements PipelineAction {}

    /** Give a block back whose pipeline could not be used; no answer. */
    record AbandonBlock(ExtendedBlock block) implements PipelineAction {}

    /** Set a pipeline up; answer with pipelineReady, pipelineFailed or datanodeRestarting. */
    record Connect(PipelineSetup setup) implements PipelineAction {}

    /** Ask for one more DataNode; answer with datanodeAdded or datanodeNotAdded. */
    record AddDatanode(ExtendedBlock block, List<BlockLocation> existing, List<String> excludedNodes)
            implements PipelineAction {
        public AddDatanode {
            existing = List.copyOf(existing);
        }
    }

    /** Let a DataNode copy its replica to another one; answer with replicaTransferred or transferFailed. */
    record TransferReplica(ExtendedBlock block, BlockLocation source, BlockLocation target) implements PipelineAction {}

    /** Ask for a new generation stamp; answer with stampRenewed. */
    record RenewStamp(ExtendedBlock block) implements PipelineAction {}

    /** Tell that a pipeline stands again; answer with pipelineUpdated. */
    record UpdatePipeline(ExtendedBlock oldBlock, ExtendedBlock newBlock, List<BlockLocation> nodes)
            implements PipelineAction {
        public UpdatePipeline {
            nodes = List.copyOf(nodes);
        }
    }

    /** Let the NameNode journal the file's blocks and the last one's length, null where there is none; no answer. */
    record PersistLength(@Nullable ExtendedBlock lastBlock) implements PipelineAction {}

    /** Send one packet; its acknowledgement comes as an ackReceived event. */
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
