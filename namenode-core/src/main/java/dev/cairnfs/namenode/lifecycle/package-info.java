/**
 * Format, start, checkpoint, stop: assembles the NameNode from the other rooms, and is its only door for the application.
 * Owns the {@code nn-checkpointer} thread. May use: every room.
 */
@NullMarked
package dev.cairnfs.namenode.lifecycle;

import org.jspecify.annotations.NullMarked;
