package dev.cairnfs.api;

import java.util.List;

/**
 * GET /api/v1/open-files: a page of the open files in the order of their ids.
 *
 * @param hasMore whether more follow: ask again after the last id
 */
public record OpenFiles(List<OpenFile> files, boolean hasMore) {
    public OpenFiles {
        files = List.copyOf(files);
    }
}
