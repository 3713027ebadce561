package dev.cairnfs.api;

/** POST /api/v1/checkpoint: the transaction up to which the new image holds everything. */
public record CheckpointResponse(long transactionId) {}
