package dev.cairnfs.shared.model;

/** The {@code type} of a FileStatus in WebHDFS. */
public enum FileType {
    FILE,
    DIRECTORY,
    SYMLINK
}
