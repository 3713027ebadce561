package dev.cairnfs.datanode.volume;

/**
 * Who a DataNode is, as its VERSION files say.
 *
 * @param clusterId empty before the first registration, as is the block pool's id
 * @param namespaceId 0 before the first registration
 */
public record StoreIdentity(String datanodeUuid, String clusterId, String blockPoolId, int namespaceId) {
    public boolean isFormatted() {
        return !blockPoolId.isEmpty();
    }
}
