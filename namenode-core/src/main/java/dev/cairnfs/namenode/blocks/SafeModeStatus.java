package dev.cairnfs.namenode.blocks;

import java.util.List;

/**
 * Safe mode with its reasons (SPEC S1).
 *
 * @param on while it is on, no command may change the namespace and no replica is copied or deleted
 * @param manual it does not end by itself: entered by an operator, or because the name directories are low on space
 * @param reason a sentence: what is missing, and what happens next
 * @param blocksNeeded committed blocks that must have their minimum of replicas
 * @param extensionRemainingMillis countdown once the threshold is reached; -1 when it does not run
 * @param silentDatanodes DataNodes of the last run that have not come back, as far as they are known
 */
public record SafeModeStatus(
        boolean on,
        boolean manual,
        String reason,
        long blocksReported,
        long blocksNeeded,
        long blocksTotal,
        int datanodesLive,
        int datanodesNeeded,
        long extensionRemainingMillis,
        List<RememberedDatanode> silentDatanodes) {
    public SafeModeStatus {
        silentDatanodes = List.copyOf(silentDatanodes);
    }
}
