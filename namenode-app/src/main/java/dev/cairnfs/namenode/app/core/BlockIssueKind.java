package dev.cairnfs.namenode.app.core;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** The lists of blocks with which something is wrong. */
public enum BlockIssueKind {
    /** No live replica. */
    MISSING("missing"),
    /** At least one corrupt replica. */
    CORRUPT("corrupt"),
    /** Live replicas, but too few. */
    UNDER_REPLICATED("under-replicated"),
    /** As many replicas as wanted, but on too few racks. */
    BADLY_DISTRIBUTED("badly-distributed");

    private final String word;

    BlockIssueKind(String word) {
        this.word = word;
    }

    /**
     * The kind of that name in an address.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for another word
     */
    public static BlockIssueKind of(String word) throws HdfsException {
        for (BlockIssueKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT,
                "The parameter kind must be missing, corrupt, under-replicated or badly-distributed, not \"" + word
                        + "\"");
    }
}
