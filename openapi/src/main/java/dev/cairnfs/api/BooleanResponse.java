package dev.cairnfs.api;

/** A plain yes or no. */
public record BooleanResponse(boolean result) {}
