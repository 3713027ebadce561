package dev.cairnfs.client.transfer;

/** What all connections of a client share. */
public record TransferContext(TransferSettings settings, BufferPool buffers, StallWatch stallWatch) {}
