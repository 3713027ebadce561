package dev.cairnfs.namenode.blocks;

/**
 * A DataNode as it is remembered over a restart of the NameNode.
 *
 * @param uuid who it is; all else only tells people where to look for it
 * @param transferAddress {@code host:port}, where it was last; empty when unknown
 * @param rack where it was last; empty when unknown
 */
public record RememberedDatanode(String uuid, String transferAddress, String rack) {
    /** With nothing known but who it is. */
    public static RememberedDatanode ofUuid(String uuid) {
        return new RememberedDatanode(uuid, "", "");
    }

    /** How people are told of it: {@code host:port (uuid)}, or its uuid where no address is known. */
    public String label() {
        return transferAddress.isEmpty() ? uuid : transferAddress + " (" + uuid + ")";
    }
}
