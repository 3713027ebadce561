package dev.cairnfs.webui.files;

import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.webui.shell.Formats;

/**
 * A row of a listing.
 *
 * @param path the full path
 * @param children of a directory, with its noun; empty for a file
 */
public record FileRow(
        String name,
        String path,
        boolean directory,
        String size,
        String exactSize,
        String children,
        String replication,
        String owner,
        String group,
        String mode,
        String modified,
        String download) {

    static FileRow of(FileStatus status, String path, String download) {
        boolean directory = status.isDirectory();
        return new FileRow(
                status.name(),
                path,
                directory,
                directory ? "" : Formats.bytes(status.length()),
                directory ? "" : Formats.exactBytes(status.length()),
                directory ? Formats.count(status.childrenNum(), "entry", "entries") : "",
                directory ? "" : Integer.toString(status.replication()),
                status.owner(),
                status.group(),
                Formats.mode(directory, status.permission()),
                Formats.instant(status.modificationTimeMillis()),
                download);
    }
}
