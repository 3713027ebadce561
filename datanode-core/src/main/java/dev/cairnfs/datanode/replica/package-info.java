/**
 * What replicas there are and which states they may pass through; no I/O, no threads: the owner of a table
 * synchronises; uses {@code shared.model} and {@code shared.error}.
 */
@NullMarked
package dev.cairnfs.datanode.replica;

import org.jspecify.annotations.NullMarked;
