package dev.cairnfs.shared.model;

import java.util.List;

/**
 * One page of a listing, in name order (by the bytes of the UTF-8 name).
 *
 * @param remaining entries after this page; 0 ends the listing. For a file the page is the file itself
 */
public record DirectoryListing(List<FileStatus> entries, int remaining) {
    public DirectoryListing {
        entries = List.copyOf(entries);
    }
}
