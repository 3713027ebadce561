package dev.cairnfs.api;

import java.util.List;

/** POST /api/v1/client/report-bad-blocks, and from DataNodes. */
public record BadBlocksReport(List<BadReplica> replicas) {}
