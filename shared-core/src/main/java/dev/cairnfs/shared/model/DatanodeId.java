package dev.cairnfs.shared.model;

/**
 * How a DataNode is known and reached.
 *
 * @param uuid chosen by the DataNode at its first start, kept in its VERSION files
 * @param host the advertised host name or address
 * @param transferPort the block-transfer port
 * @param httpPort the WebHDFS and health port
 */
public record DatanodeId(String uuid, String host, int transferPort, int httpPort) {
    /** {@code host:transferPort}, the form in which exclude lists and reports name a DataNode. */
    public String transferAddress() {
        return host + ":" + transferPort;
    }
}
