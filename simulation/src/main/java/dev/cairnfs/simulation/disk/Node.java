package dev.cairnfs.simulation.disk;

/** What a directory entry names. */
sealed interface Node permits FileNode, DirectoryNode {}
