package dev.cairnfs.shared.model;

import org.jspecify.annotations.Nullable;

/**
 * The last block of an open file.
 *
 * @param block with the length that the NameNode knows
 * @param liveReplicas replicas that are known to be finished and good
 * @param recovery null unless the state is UNDER_RECOVERY
 */
public record OpenBlock(
        Block block,
        BlockConstructionState state,
        int liveReplicas,
        @Nullable BlockRecoveryStatus recovery) {}
