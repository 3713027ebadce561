/**
 * Volumes and the replica files on them, in HDFS's layout; blocking I/O on the caller's thread, which is never an event
 * loop; uses {@code replica} and {@code shared}. Nothing else of the module touches files.
 */
@NullMarked
package dev.cairnfs.datanode.volume;

import org.jspecify.annotations.NullMarked;
