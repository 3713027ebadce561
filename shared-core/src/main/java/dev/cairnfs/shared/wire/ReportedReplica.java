package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;

/** One entry of a full block report: the replica as it lies on the DataNode's disk. */
public record ReportedReplica(Block block, ReplicaState state) {}
