package dev.cairnfs.shared.model;

import java.util.List;

/**
 * A block recovery as the NameNode sees it.
 *
 * @param recoveryId of the newest attempt; 0 while none could be begun
 * @param primary host:transferPort of the DataNode that was asked to carry out the newest attempt; empty without one
 * @param attempts how many have been begun since the NameNode started
 * @param ageMillis since the newest attempt was begun, or, without one, since the recovery was wanted
 * @param stalled it does not get on: it waits for DataNodes, or several attempts have failed
 * @param awaitedDatanodes DataNodes that may hold a replica, and must come back or report before the block may count as
 *     lost: host:transferPort, with the uuid in parentheses where it has not registered since the start, or the uuid alone
 *     where no address is known; at most ten
 */
public record BlockRecoveryStatus(
        long recoveryId, String primary, int attempts, long ageMillis, boolean stalled, List<String> awaitedDatanodes) {
    public BlockRecoveryStatus {
        awaitedDatanodes = List.copyOf(awaitedDatanodes);
    }
}
