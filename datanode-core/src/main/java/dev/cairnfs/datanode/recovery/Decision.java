package dev.cairnfs.datanode.recovery;

import dev.cairnfs.shared.model.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a recovery goes on once the DataNodes have answered.
 *
 * @param participants whose replicas become {@code newBlock}; empty unless they are to be synchronised
 * @param newBlock the block as it will be, with its own id or that of a copy; null unless replicas are to be synchronised
 * @param reason why the recovery ends here; empty unless it does
 */
record Decision(
        Kind kind, List<Answer> participants, @Nullable Block newBlock, String reason) {
    enum Kind {
        /** Bring the participants' replicas to one length and generation stamp. */
        SYNCHRONIZE,
        /** Nobody has a byte of the block: the NameNode can drop it. */
        DELETE,
        /** A newer recovery goes on in its stead; there is nothing to tell. */
        SUPERSEDED,
        /** It cannot be done now; the NameNode will try again. */
        FAILED
    }

    static Decision synchronize(List<Answer> participants, Block newBlock) {
        return new Decision(Kind.SYNCHRONIZE, List.copyOf(participants), newBlock, "");
    }

    static Decision delete() {
        return new Decision(Kind.DELETE, List.of(), null, "");
    }

    static Decision superseded(String reason) {
        return new Decision(Kind.SUPERSEDED, List.of(), null, reason);
    }

    static Decision failed(String reason) {
        return new Decision(Kind.FAILED, List.of(), null, reason);
    }
}
