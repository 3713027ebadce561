package dev.cairnfs.api;

import java.util.List;

/**
 * POST /api/v1/client/create-with-block; answers a CreatedFile. favoredNodes are given as host:transferPort.
 *
 * @param flags for the first block, as in AddBlockRequest
 */
public record CreateWithBlockRequest(CreateRequest create, List<String> favoredNodes, List<String> flags) {}
