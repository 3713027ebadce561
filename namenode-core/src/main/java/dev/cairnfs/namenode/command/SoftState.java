package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockManager;

/**
 * The soft state, for changing it.
 *
 * @param monotonicMillis the loop's monotonic clock at this event
 */
public record SoftState(BlockManager blocks, LeaseClock leaseClock, long monotonicMillis) {}
