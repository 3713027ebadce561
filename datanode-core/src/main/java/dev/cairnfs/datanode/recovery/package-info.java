/**
 * Block recovery as the primary DataNode does it: asks all DataNodes of a block, decides, has the replicas brought to one
 * length and generation stamp, and tells the NameNode. Threads of its own; uses {@code namenode} for the report. The
 * deciding is pure.
 */
@NullMarked
package dev.cairnfs.datanode.recovery;

import org.jspecify.annotations.NullMarked;
