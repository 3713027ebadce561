package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.state.Namespace;

/** Everything that the loop owns, hard state and soft. */
public record CoreState(
        Namespace namespace,
        BlockManager blocks,
        LeaseClock leaseClock,
        NameNodeSettings settings,
        String blockPoolId) {}
