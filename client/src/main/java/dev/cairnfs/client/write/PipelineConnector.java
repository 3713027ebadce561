package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.PipelineSetup;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.IOException;

/** How a writer reaches DataNodes. */
public interface PipelineConnector {
    /**
     * Sets a pipeline up.
     *
     * @throws PipelineSetupException when a DataNode refused; any other IOException comes from the first one
     */
    PipelineLink connect(PipelineSetup setup, WriteTarget target) throws IOException;

    /** Lets a DataNode copy its replica to another one, and waits for it. */
    void transfer(ExtendedBlock block, BlockLocation source, BlockLocation target, WriteTarget file) throws IOException;

    /** Whether a DataNode runs on this machine. */
    boolean isLocal(BlockLocation node);
}
