package dev.cairnfs.client.pipeline;

/**
 * What one DataNode says of a packet.
 *
 * @param slow the NameNode finds it slow
 */
public record NodeReply(Outcome outcome, boolean slow) {
    public static final NodeReply SUCCESS = new NodeReply(Outcome.SUCCESS, false);

    /** The kinds of replies that are told apart. */
    public enum Outcome {
        SUCCESS,
        /** What it got does not match its checksums. */
        CHECKSUM_ERROR,
        /** It stops, and will soon be back with its replica. */
        RESTARTING,
        FAILED
    }
}
