package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the answer to a heartbeat from what waits for the node. Orders are checked once more when they leave: since they
 * were queued, another node may have died.
 */
final class CommandDispatcher {
    /** So that an answer stays small. */
    private static final int RECOVERIES_MAX = 100;

    private final SoftTables tables;
    private final Redundancy redundancy;
    private final BlockRecoveries recoveries;

    CommandDispatcher(SoftTables tables, Redundancy redundancy, BlockRecoveries recoveries) {
        this.tables = tables;
        this.redundancy = redundancy;
        this.recoveries = recoveries;
    }

    List<DatanodeCommand> take(DatanodeDescriptor node, boolean safeMode) {
        List<DatanodeCommand> commands = new ArrayList<>();
        if (reportIsDue(node)) {
            node.reportWanted = false;
            node.reportWantedMillis = tables.nowMillis;
            commands.add(DatanodeCommand.blockReport());
        }
        if (!safeMode) {
            addRecoveries(node, commands);
            addTransfers(node, commands);
            addDeletions(node, commands);
        }
        return commands;
    }

    /** Wanted by somebody, or a first report is so late that it was perhaps lost. */
    private boolean reportIsDue(DatanodeDescriptor node) {
        long waitedMillis = tables.nowMillis - node.reportWantedMillis;
        return node.reportWanted
                || (node.hasStaleContents()
                        && waitedMillis
                                > tables.settings.heartbeat().recheckInterval().toMillis());
    }

    private void addRecoveries(DatanodeDescriptor node, List<DatanodeCommand> commands) {
        List<BlockRecovery> orders = new ArrayList<>();
        while (orders.size() < RECOVERIES_MAX && !node.recoveries.isEmpty()) {
            BlockRecovery order = recoveries.order(node, node.recoveries.pollFirst());
            if (order != null) {
                orders.add(order);
            }
        }
        if (!orders.isEmpty()) {
            commands.add(DatanodeCommand.recoverBlocks(orders));
        }
    }

    private void addTransfers(DatanodeDescriptor node, List<DatanodeCommand> commands) {
        List<Block> blocks = new ArrayList<>();
        List<List<BlockLocation>> targets = new ArrayList<>();
        int max = tables.settings.redundancy().maxStreamsHardLimit();
        while (blocks.size() < max && !node.transfers.isEmpty()) {
            DatanodeDescriptor.Transfer transfer = node.transfers.remove();
            if (isStillRight(node, transfer)) {
                blocks.add(transfer.block());
                targets.add(transfer.targets());
            } else {
                cancel(transfer);
            }
        }
        if (!blocks.isEmpty()) {
            commands.add(DatanodeCommand.transfer(blocks, targets));
        }
    }

    private boolean isStillRight(DatanodeDescriptor node, DatanodeDescriptor.Transfer transfer) {
        BlockSource blocks = tables.source();
        int slot = blocks.slot(transfer.block().blockId());
        if (slot != transfer.slot()
                || blocks.generationStamp(slot) != transfer.block().generationStamp()) {
            return false;
        }
        for (StorageDescriptor storage : tables.count(slot).live) {
            if (storage.node == node) {
                return true;
            }
        }
        return false;
    }

    private void cancel(DatanodeDescriptor.Transfer transfer) {
        BlockSource blocks = tables.source();
        if (blocks.slot(transfer.block().blockId()) != transfer.slot()) {
            // The block is gone, and what was pending for it with it.
            return;
        }
        for (BlockLocation target : transfer.targets()) {
            DatanodeDescriptor to = tables.registry.find(target.datanode().uuid());
            if (to != null) {
                tables.pending.arrived(transfer.slot(), to);
            }
        }
        redundancy.evaluate(transfer.slot());
    }

    private void addDeletions(DatanodeDescriptor node, List<DatanodeCommand> commands) {
        List<Block> blocks = new ArrayList<>();
        int max = tables.settings.heartbeat().invalidateLimit();
        for (StorageDescriptor storage : node.storages.values()) {
            if (storage.contentsStale || blocks.size() >= max) {
                // Before its first report it is not sure that the order fits what is there.
                continue;
            }
            blocks.addAll(storage.invalidates.poll(
                    max - blocks.size(), block -> redundancy.mayDelete(storage, block.blockId())));
        }
        if (!blocks.isEmpty()) {
            commands.add(DatanodeCommand.invalidate(blocks));
        }
    }
}
