package dev.cairnfs.shared.model;

import java.util.List;

/**
 * What the NameNode wants a DataNode to do, sent with the answer to a heartbeat (SPEC P3).
 *
 * @param blocks the blocks concerned; empty where the action has none
 * @param targets for TRANSFER: for each block, where to send it; otherwise empty
 */
public record DatanodeCommand(Action action, List<Block> blocks, List<List<BlockLocation>> targets) {
    public DatanodeCommand {
        blocks = List.copyOf(blocks);
        targets = List.copyOf(targets);
    }

    /** The actions, by HDFS's names. */
    public enum Action {
        /** Copy each block to its targets. */
        TRANSFER,
        /** Delete these replicas. */
        INVALIDATE,
        /** The NameNode does not know you: register again and report all blocks. */
        REGISTER,
        /** Send a full block report now. */
        BLOCK_REPORT
    }

    public static DatanodeCommand register() {
        return new DatanodeCommand(Action.REGISTER, List.of(), List.of());
    }
}
