/**
 * Format, start, checkpoint, stop: assembles the NameNode from the other rooms, and is its only door for the application.
 * Owns the threads {@code nn-checkpointer} and {@code nn-resource-monitor}. May use: every room.
 */
@NullMarked
package dev.cairnfs.namenode.lifecycle;

import org.jspecify.annotations.NullMarked;
