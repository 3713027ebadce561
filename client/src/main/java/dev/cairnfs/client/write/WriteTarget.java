package dev.cairnfs.client.write;

import java.util.List;

/**
 * The file that a writer writes.
 *
 * @param favoredNodes DataNodes ({@code host:transferPort}) that should get the blocks, if they can
 */
public record WriteTarget(
        String user, String clientName, String path, long fileId, long blockSizeBytes, List<String> favoredNodes) {}
