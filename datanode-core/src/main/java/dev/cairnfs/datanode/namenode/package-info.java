/**
 * When a DataNode tells its NameNode what: registration, full and incremental reports, heartbeats. Two threads, one for
 * heartbeats and full reports, one for incremental reports; uses {@code shared} only.
 */
@NullMarked
package dev.cairnfs.datanode.namenode;

import org.jspecify.annotations.NullMarked;
