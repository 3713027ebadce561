package dev.cairnfs.datanode;

import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.StoreConfig;

/**
 * Everything a DataNode has to be told.
 *
 * @param advertisedHost the host under which others reach it
 * @param rack its network location; empty leaves it to the NameNode
 */
public record DataNodeConfig(
        StoreConfig store, TransferConfig transfer, String advertisedHost, String rack, String softwareVersion) {}
