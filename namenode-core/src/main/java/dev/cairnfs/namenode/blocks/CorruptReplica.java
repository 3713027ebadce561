package dev.cairnfs.namenode.blocks;

/**
 * Why a replica is not to be trusted. It stays quarantined until enough good ones exist.
 *
 * @param generationStamp the replica's own, which an order to delete it must carry
 * @param condemned it may go although the block has not all its good replicas: there is no other node for a new one
 */
record CorruptReplica(Reason reason, long generationStamp, boolean condemned) {
    enum Reason {
        GENERATION_STAMP_MISMATCH,
        LENGTH_MISMATCH,
        /** A reader or a scanner found a wrong checksum. */
        CORRUPTION_REPORTED,
        /** Still being written, as it says, although the block is complete. */
        INVALID_STATE
    }

    CorruptReplica condemn() {
        return new CorruptReplica(reason, generationStamp, true);
    }

    /** A later report with the right stamp, length and state makes up for it; not for wrong data. */
    boolean healedByReport() {
        return reason != Reason.CORRUPTION_REPORTED;
    }
}
