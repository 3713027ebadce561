package dev.cairnfs.api;

/** POST /api/v1/datanodes/{uuid}/error. kind: NOTIFY, DISK_ERROR, INVALID_BLOCK or FATAL_DISK_ERROR. */
public record DatanodeErrorReport(String kind, String message) {}
