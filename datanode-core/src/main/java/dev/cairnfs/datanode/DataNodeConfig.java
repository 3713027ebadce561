package dev.cairnfs.datanode;

import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.StoreConfig;

/**
 * Everything a DataNode has to be told.
 *
 * @param advertisedHost the host under which others reach it
 * @param rack its network location; empty leaves it to the NameNode
 * @param recoveryRoundMillis how long the primary of a block recovery waits for the answers of all DataNodes together; well
 *     below the time after which the NameNode begins another attempt, 30 heartbeats
 */
public record DataNodeConfig(
        StoreConfig store,
        TransferConfig transfer,
        String advertisedHost,
        String rack,
        String softwareVersion,
        int recoveryRoundMillis) {
    private static final int RECOVERY_ROUND_MILLIS = 20_000;

    /** With the usual time for the rounds of a block recovery. */
    public DataNodeConfig(
            StoreConfig store, TransferConfig transfer, String advertisedHost, String rack, String softwareVersion) {
        this(store, transfer, advertisedHost, rack, softwareVersion, RECOVERY_ROUND_MILLIS);
    }
}
