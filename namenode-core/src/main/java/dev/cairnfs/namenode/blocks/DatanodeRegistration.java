package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;

/**
 * What a DataNode says of itself when it registers.
 *
 * @param namespaceId of its VERSION files; 0 before its first registration
 * @param clusterId of its VERSION files; empty before its first registration
 * @param blockPoolId of its VERSION files; empty before its first registration
 * @param rack its network location, empty to leave it to the NameNode
 * @param storages all its volumes
 */
public record DatanodeRegistration(
        DatanodeId id,
        int namespaceId,
        String clusterId,
        String blockPoolId,
        String softwareVersion,
        String rack,
        List<StorageInfo> storages) {
    public DatanodeRegistration {
        storages = List.copyOf(storages);
    }

    /** Its volumes are of a cluster, and say who it is. */
    public boolean isFormatted() {
        return namespaceId != 0;
    }
}
