package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * A pipeline to set up.
 *
 * @param block under the stamp of the last pipeline that stood; replicas have this one or a later one
 * @param generationStamp the replicas' stamp from now on
 * @param nodes in pipeline order, the one that we talk to first
 * @param minBytes what every replica has at least
 * @param maxBytes what a replica has at most
 */
public record PipelineSetup(
        SetupStage stage,
        ExtendedBlock block,
        long generationStamp,
        List<BlockLocation> nodes,
        long minBytes,
        long maxBytes) {
    public PipelineSetup {
        nodes = List.copyOf(nodes);
    }
}
