package dev.cairnfs.shared.model;

import java.util.List;

/**
 * What the NameNode wants a DataNode to do, sent with the answer to a heartbeat (SPEC P3).
 *
 * @param blocks the blocks concerned; empty where the action has none
 * @param targets for TRANSFER: for each block, where to send it; otherwise empty
 * @param recoveries for RECOVER_BLOCK: what to recover; otherwise empty
 */
public record DatanodeCommand(
        Action action, List<Block> blocks, List<List<BlockLocation>> targets, List<BlockRecovery> recoveries) {
    public DatanodeCommand {
        blocks = List.copyOf(blocks);
        targets = List.copyOf(targets);
        recoveries = List.copyOf(recoveries);
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
        BLOCK_REPORT,
        /** Bring the replicas of each block to one length and a new generation stamp (DNA_RECOVERBLOCK). */
        RECOVER_BLOCK
    }

    public static DatanodeCommand register() {
        return new DatanodeCommand(Action.REGISTER, List.of(), List.of(), List.of());
    }

    public static DatanodeCommand blockReport() {
        return new DatanodeCommand(Action.BLOCK_REPORT, List.of(), List.of(), List.of());
    }

    public static DatanodeCommand transfer(List<Block> blocks, List<List<BlockLocation>> targets) {
        return new DatanodeCommand(Action.TRANSFER, blocks, targets, List.of());
    }

    public static DatanodeCommand invalidate(List<Block> blocks) {
        return new DatanodeCommand(Action.INVALIDATE, blocks, List.of(), List.of());
    }

    public static DatanodeCommand recoverBlocks(List<BlockRecovery> recoveries) {
        return new DatanodeCommand(Action.RECOVER_BLOCK, List.of(), List.of(), recoveries);
    }
}
