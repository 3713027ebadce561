package dev.cairnfs.api;

import dev.cairnfs.shared.model.NamespaceInfo;

/** The namespace that the DataNode belongs to from now on, and how often it is to call. */
public record RegisterDatanodeResponse(
        NamespaceInfo namespace, long heartbeatIntervalMillis, long blockReportIntervalMillis) {}
