package dev.cairnfs.webui;

/** The lists of blocks with which something is wrong. */
public enum ReplicaIssueKind {
    /** No live replica is known. */
    MISSING("missing"),
    /** At least one replica is corrupt. */
    CORRUPT("corrupt"),
    /** Fewer live replicas than asked for; missing ones excluded. */
    UNDER_REPLICATED("under-replicated"),
    /** As many live replicas as asked for, but on too few racks. */
    BADLY_DISTRIBUTED("badly-distributed");

    private final String key;

    ReplicaIssueKind(String key) {
        this.key = key;
    }

    /** Its name in addresses. */
    public String key() {
        return key;
    }
}
