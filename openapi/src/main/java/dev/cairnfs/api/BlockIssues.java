package dev.cairnfs.api;

import java.util.List;

/**
 * GET /api/v1/block-issues: a page of such blocks. It may be short, or empty, although more follow.
 *
 * @param next what to pass as from for the next page; -1 at the end
 */
public record BlockIssues(List<BlockIssue> blocks, int next) {
    public BlockIssues {
        blocks = List.copyOf(blocks);
    }
}
