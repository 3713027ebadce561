package dev.cairnfs.namenode.blocks;

import static dev.cairnfs.namenode.blocks.Cluster.GIB;
import static dev.cairnfs.namenode.blocks.Cluster.LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from too few, too many, or bad replicas. Numbers in brackets are the HDFS bugs that a test is about. */
class RedundancyTest {
    private static final long DEAD_AFTER = 640_000;

    private static List<DatanodeCommand> transfers(Cluster cluster, int node) throws HdfsException {
        List<DatanodeCommand> transfers = new ArrayList<>(cluster.heartbeat(node));
        transfers.removeIf(command -> command.action() != DatanodeCommand.Action.TRANSFER);
        return transfers;
    }

    @Test
    void prioritiesAreThoseOfHdfs() {
        assertThat(NeededQueues.priority(1, 3)).isEqualTo(NeededQueues.HIGHEST);
        assertThat(NeededQueues.priority(2, 3)).isEqualTo(NeededQueues.LOW);
        assertThat(NeededQueues.priority(2, 7)).isEqualTo(NeededQueues.VERY_LOW);
        assertThat(NeededQueues.priority(3, 9)).isEqualTo(NeededQueues.LOW);
        assertThat(NeededQueues.priority(3, 3)).isEqualTo(NeededQueues.BADLY_DISTRIBUTED);
        assertThat(NeededQueues.priority(0, 1)).isEqualTo(NeededQueues.CORRUPT);
    }

    @Test
    void aDeadNodesBlocksAreCopiedFromALiveOne() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        cluster.pass(DEAD_AFTER, 2, 3, 4);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.stats().deadDatanodes()).isEqualTo(1);
        cluster.pass(3000, 2, 3, 4);
        List<DatanodeCommand> orders = cluster.told;
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).blocks()).containsExactly(cluster.block(slot));
        assertThat(orders.get(0).targets().get(0))
                .extracting(target -> target.datanode().uuid())
                .containsExactly("dn-4");
        cluster.received(4, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(3);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isZero();
    }

    @Test
    void aNodeThatComesBackFromTheDeadStartsWithItsReport() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.pass(DEAD_AFTER, 2);
        assertThat(cluster.heartbeat(1))
                .extracting(DatanodeCommand::action)
                .containsExactly(DatanodeCommand.Action.REGISTER);
        cluster.register(1, "/r1");
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.fullReport(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        cluster.settle();
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
    }

    @Test
    void aBlockWithoutReplicasIsMissingAndNotCopied() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int single = cluster.closedBlock(1, 1);
        cluster.closedBlock(1, 2);
        cluster.pass(DEAD_AFTER, 2);
        assertThat(cluster.manager.stats().missingBlocks()).isEqualTo(1);
        assertThat(cluster.manager.stats().missingBlocksWithReplicationOne()).isEqualTo(1);
        assertThat(cluster.manager.missingBlocks(0, 10).blocks())
                .extracting(BlockIssue::path)
                .containsExactly("/f" + single);
        assertThat(cluster.manager.underReplicatedBlocks(0, 10).blocks()).isEmpty();
        assertThat(transfers(cluster, 2)).isEmpty();
    }

    @Test
    void theRestOfAPipelineIsWaitedForBeforeACopyIsOrdered() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.commit(slot, LENGTH);
        cluster.received(1, slot);
        cluster.close(slot);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isEqualTo(1);
        cluster.received(2, slot);
        cluster.received(3, slot);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isZero();
    }

    @Test
    void finishedBlocksOfAFileThatStaysOpenAreCopiedToo() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.commit(slot, LENGTH);
        assertThat(cluster.manager.stats().missingBlocks()).isZero();
        for (int node = 1; node <= 3; node++) {
            cluster.received(node, slot);
        }
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        cluster.pass(DEAD_AFTER, 2, 3, 4);
        cluster.pass(3000, 2, 3, 4);
        assertThat(cluster.told).extracting(DatanodeCommand::action).containsExactly(DatanodeCommand.Action.TRANSFER);
        cluster.received(4, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(3);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        cluster.close(slot);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isZero();
    }

    @Test
    void aFinishedBlockOfAnOpenFileThatNobodyHasIsMissing() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.openBlock(1, 1);
        cluster.received(1, cluster.block(slot).blockId(), cluster.block(slot).generationStamp(), LENGTH);
        cluster.commit(slot, LENGTH);
        assertThat(cluster.manager.stats().missingBlocks()).isZero();
        cluster.pass(DEAD_AFTER, 2);
        assertThat(cluster.manager.stats().missingBlocks()).isEqualTo(1);
    }

    @Test
    void aPipelinesNodeThatNeverReportsIsReplacedAfterTheTimeout() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.openBlock(2, 1, 2);
        cluster.commit(slot, LENGTH);
        cluster.received(1, slot);
        cluster.close(slot);
        cluster.pass(306_000, 1, 2, 3, 4);
        assertThat(cluster.told).extracting(DatanodeCommand::action).containsExactly(DatanodeCommand.Action.TRANSFER);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isEqualTo(1);
    }

    @Test
    void aSourceSendsNoMoreThanItsStreams() throws HdfsException {
        Cluster cluster = Cluster.running(6);
        for (int i = 0; i < 20; i++) {
            cluster.closedBlock(3, 1, 2);
        }
        int highest = 0;
        for (int i = 0; i < 10; i++) {
            cluster.work();
            DatanodeDescriptor node = cluster.manager.tables().registry.require("dn-1");
            highest = Math.max(highest, node.activeTransfers);
        }
        assertThat(highest).isEqualTo(2);
    }

    @Test
    void endangeredBlocksGoFirstAndMayUseMoreStreams() throws HdfsException {
        Cluster cluster = Cluster.running(6);
        List<Integer> low = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            low.add(cluster.closedBlock(3, 1, 2));
        }
        int endangered = cluster.closedBlock(3, 1);
        assertThat(cluster.needed(endangered)).isEqualTo(NeededQueues.HIGHEST);
        cluster.work();
        assertThat(cluster.needed(endangered)).isEqualTo(NeededQueues.NONE);
        assertThat(low.stream().filter(slot -> cluster.needed(slot) == NeededQueues.LOW))
                .isNotEmpty();
    }

    @Test
    void aCorruptReplicaIsReplacedFromAGoodOneAndThenDeleted() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        cluster.manager.markCorrupt(cluster.block(slot), "dn-1", "checksum");
        assertThat(cluster.deletions(1)).isEmpty();
        cluster.work();
        assertThat(transfers(cluster, 1)).isEmpty();
        List<DatanodeCommand> orders = new ArrayList<>(transfers(cluster, 2));
        orders.addAll(transfers(cluster, 3));
        assertThat(orders).hasSize(1);
        cluster.received(4, slot);
        assertThat(cluster.deletions(1)).extracting(Block::blockId).containsExactly(cluster.source.id(slot));
        cluster.deleted(1, cluster.block(slot));
        assertThat(cluster.manager.stats().corruptBlocks()).isZero();
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(3);
    }

    /** [17798] All nodes hold the block, one of them badly: only its deletion makes room for a good copy. */
    @Test
    void aCorruptReplicaIsRepairedAlthoughEveryNodeHoldsTheBlock() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        Block block = cluster.block(slot);
        cluster.manager.markCorrupt(block, "dn-2", "checksum");
        cluster.work();
        assertThat(cluster.deletions(2)).extracting(Block::blockId).containsExactly(block.blockId());
        cluster.deleted(2, block);
        cluster.work();
        List<DatanodeCommand> orders = new ArrayList<>(transfers(cluster, 1));
        orders.addAll(transfers(cluster, 3));
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).targets().get(0))
                .extracting(BlockLocation::storageId)
                .containsExactly("DS-2");
    }

    @Test
    void theLastGoodReplicaKeepsItsCorruptBrothers() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.manager.markCorrupt(cluster.block(slot), "dn-1", "checksum");
        cluster.manager.markCorrupt(cluster.block(slot), "dn-2", "checksum");
        for (int i = 0; i < 5; i++) {
            cluster.work();
            assertThat(cluster.deletions(1)).isEmpty();
            assertThat(cluster.deletions(2)).isEmpty();
        }
    }

    @Test
    void aLoweredReplicationDeletesFromTheFullestNode() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        cluster.remaining.put(2, 5 * GIB);
        cluster.heartbeat(2);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        cluster.setReplication(slot, 2);
        assertThat(cluster.manager.stats().excessBlocks()).isEqualTo(1);
        assertThat(cluster.deletions(1)).isEmpty();
        assertThat(cluster.deletions(3)).isEmpty();
        assertThat(cluster.deletions(2))
                .containsExactly(new Block(cluster.source.id(slot), cluster.source.generationStamp(slot), 0));
        cluster.deleted(2, cluster.block(slot));
        assertThat(cluster.manager.stats().excessBlocks()).isZero();
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
    }

    @Test
    void aRaisedReplicationCopies() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.setReplication(slot, 3);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.LOW);
        cluster.work();
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isEqualTo(1);
    }

    @Test
    void superfluousReplicasGoWhereARackKeepsAnother() throws HdfsException {
        Cluster cluster = Cluster.running(3, node -> node == 3 ? "/r2" : "/r1");
        cluster.remaining.put(3, GIB);
        cluster.heartbeat(3);
        int slot = cluster.closedBlock(2, 1, 2, 3);
        assertThat(cluster.deletions(3)).as("alone on its rack, though fullest").isEmpty();
        assertThat(cluster.deletions(1).size() + cluster.deletions(2).size()).isEqualTo(1);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
    }

    @Test
    void anExcessReplicaIsKeptAfterAllWhenAnotherNodeDiesBeforeTheOrderLeft() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.closedBlock(2, 1, 2, 3);
        int victim = 1;
        while (!cluster.manager.tables().excess.contains(slot, cluster.descriptor(victim).code)) {
            victim++;
        }
        int dying = victim == 1 ? 2 : 1;
        int other = 6 - victim - dying;
        // The victim is alive but asks for no orders: its heartbeats come as reports of nothing.
        for (int i = 0; i < 214; i++) {
            cluster.now += 3000;
            cluster.heartbeat(other);
            cluster.manager.tables().registry.require(Cluster.uuid(victim)).lastHeartbeatMillis = cluster.now;
            cluster.settle();
        }
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.stats().excessBlocks()).isZero();
        assertThat(cluster.deletions(victim)).isEmpty();
    }

    @Test
    void badlySpreadBlocksGetAReplicaOnAnotherRack() throws HdfsException {
        Cluster cluster = Cluster.running(4, node -> node == 4 ? "/r2" : "/r1");
        int slot = cluster.closedBlock(3, 1, 2, 3);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.BADLY_DISTRIBUTED);
        cluster.work();
        cluster.received(4, slot);
        cluster.settle();
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        assertThat(cluster.manager.stats().excessBlocks()).isEqualTo(1);
        assertThat(cluster.deletions(4)).isEmpty();
    }

    @Test
    void aSecondRackMakesOldBlocksBadlySpread() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.NONE);
        cluster.register(4, "/r2");
        cluster.settle();
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.BADLY_DISTRIBUTED);
        assertThat(cluster.manager.stats().badlyDistributedBlocks()).isEqualTo(1);
        assertThat(cluster.manager.badlyDistributedBlocks(0, 10).blocks())
                .extracting(BlockIssue::liveReplicas)
                .containsExactly(3);
        assertThat(cluster.manager.underReplicatedBlocks(0, 10).blocks())
                .as("it has all its replicas")
                .isEmpty();
    }

    @Test
    void nothingIsDeletedWhileAReplicaIsUncertain() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        cluster.register(3, "/r1");
        int slot = cluster.closedBlock(2, 1, 2, 3);
        assertThat(cluster.manager.stats().postponedBlocks()).isEqualTo(1);
        assertThat(cluster.manager.stats().excessBlocks()).isZero();
        cluster.fullReport(3, cluster.block(slot));
        cluster.settle();
        assertThat(cluster.manager.stats().postponedBlocks()).isZero();
        assertThat(cluster.manager.stats().excessBlocks()).isEqualTo(1);
    }

    @Test
    void theReplicasOfARemovedBlockAreDeletedEverywhereAThousandAtATime() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            slots.add(cluster.closedBlock(2, 1, 2));
        }
        slots.forEach(cluster::remove);
        assertThat(cluster.manager.stats().pendingDeletionBlocks()).isEqualTo(3000);
        assertThat(cluster.deletions(1)).hasSize(1000);
        assertThat(cluster.deletions(1)).hasSize(500);
        assertThat(cluster.deletions(2)).hasSize(1000);
    }

    @Test
    void anAbandonedBlocksReplicasAreDeletedToo() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.openBlock(2, 1, 2);
        Block block = cluster.block(slot);
        cluster.remove(slot);
        assertThat(cluster.deletions(1)).containsExactly(block);
        assertThat(cluster.deletions(2)).containsExactly(block);
    }

    @Test
    void manualSafeModeHoldsBackCopiesAndDeletions() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int removed = cluster.closedBlock(1, 1);
        cluster.closedBlock(3, 1, 2);
        cluster.manager.enterSafeMode();
        cluster.remove(removed);
        cluster.work();
        cluster.work();
        for (int node = 1; node <= 4; node++) {
            assertThat(cluster.heartbeat(node)).isEmpty();
        }
        cluster.manager.leaveSafeMode(false);
        cluster.work();
        assertThat(cluster.deletions(1)).hasSize(1);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isEqualTo(1);
    }

    @Test
    void aDeletionThatIsNeverConfirmedIsDecidedAnew() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.closedBlock(2, 1, 2, 3);
        for (int node = 1; node <= 3; node++) {
            cluster.deletions(node);
        }
        assertThat(cluster.manager.stats().pendingDeletionBlocks()).isZero();
        for (int minutes = 0; minutes < 61; minutes++) {
            cluster.now += 60_000;
            cluster.heartbeat(1);
            cluster.heartbeat(2);
            cluster.heartbeat(3);
            cluster.settle();
        }
        assertThat(cluster.manager.stats().pendingDeletionBlocks()
                        + cluster.deletions(1).size()
                        + cluster.deletions(2).size()
                        + cluster.deletions(3).size())
                .isPositive();
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
    }
}
