package dev.cairnfs.api;

import dev.cairnfs.shared.model.ReplicaChange;
import java.util.List;

/** POST /api/v1/datanodes/{uuid}/incremental-block-report. */
public record IncrementalBlockReport(List<ReplicaChange> changes) {}
