/**
 * The soft state: DataNodes, replica locations, redundancy queues, safe mode. Never journaled, rebuilt from reports; owned
 * by the {@code nn-state} thread. May use: {@code state} (reading), {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.blocks;

import org.jspecify.annotations.NullMarked;
