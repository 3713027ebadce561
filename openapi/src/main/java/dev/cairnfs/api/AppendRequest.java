package dev.cairnfs.api;

/** POST /api/v1/client/append; answers an AppendedFile. newBlock: begin a new block although the last one is not full. */
public record AppendRequest(String path, String clientName, boolean newBlock) {}
