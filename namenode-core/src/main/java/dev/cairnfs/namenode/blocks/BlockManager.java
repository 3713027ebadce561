package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockEvents;

/** The soft state's centre. */
public abstract class BlockManager implements BlockEvents, BlockView {}
