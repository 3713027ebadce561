package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.BlockLocation;
import java.util.function.Predicate;

/**
 * What decides how a stream deals with failures.
 *
 * @param replication the file's
 * @param isLocal whether a DataNode runs on the writer's own machine
 */
record WriteRules(PipelinePolicy policy, int replication, Predicate<BlockLocation> isLocal) {}
