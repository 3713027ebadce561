package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who is asked to recover a block, when somebody else is, and when a block counts as never written. */
class BlockRecoveryTest {
    /** 30 heartbeats. */
    private static final long TIMEOUT = 90_000;

    private static final long DEAD = 640_000;

    private Cluster cluster(int nodes) throws HdfsException {
        return Cluster.running(nodes);
    }

    private static long begin(Cluster cluster, int slot) {
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.POSSIBLE);
        long id = cluster.source.giveStamp();
        cluster.manager.beginRecovery(cluster.source.id(slot), id);
        return id;
    }

    private static List<BlockRecovery> orders(Cluster cluster, int node) throws HdfsException {
        List<BlockRecovery> orders = new ArrayList<>();
        for (DatanodeCommand command : cluster.heartbeat(node)) {
            orders.addAll(command.recoveries());
        }
        return orders;
    }

    private static List<String> places(BlockRecovery order) {
        return order.locations().stream()
                .map(BlockLocation::datanode)
                .map(id -> id.uuid())
                .toList();
    }

    private static BlockRecoveryStatus status(Cluster cluster, int slot) {
        return Objects.requireNonNull(cluster.manager.recovery(slot));
    }

    private static void receiving(Cluster cluster, int node, Block block) throws HdfsException {
        cluster.change(node, ReplicaChange.Kind.RECEIVING, block.blockId(), block.generationStamp(), 0);
    }

    @Test
    void theNodeHeardOfLastIsAskedOnce() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block before = cluster.block(slot);
        cluster.now += 1000;
        cluster.heartbeat(2);
        cluster.now += 1000;
        cluster.heartbeat(1);
        long id = begin(cluster, slot);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.UNDER_WAY);
        assertThat(orders(cluster, 2)).isEmpty();
        List<BlockRecovery> orders = orders(cluster, 1);
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).block()).isEqualTo(before);
        assertThat(orders.get(0).newGenerationStamp()).isEqualTo(id);
        assertThat(orders.get(0).truncated()).isNull();
        assertThat(places(orders.get(0))).containsExactly("dn-1", "dn-2", "dn-3");
        assertThat(orders(cluster, 1)).as("told already").isEmpty();
        assertThat(status(cluster, slot))
                .isEqualTo(new BlockRecoveryStatus(id, "10.0.0.1:9866", 1, 0, false, List.of()));
    }

    @Test
    void othersAreAskedInTurnWhenNoAnswerComes() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2);
        long last = 0;
        List<String> primaries = new ArrayList<>();
        for (int attempt = 1; attempt <= 4; attempt++) {
            cluster.now += 10;
            cluster.heartbeat(1);
            long id = begin(cluster, slot);
            assertThat(id).isGreaterThan(last);
            last = id;
            primaries.add(status(cluster, slot).primary());
            assertThat(status(cluster, slot).attempts()).isEqualTo(attempt);
            assertThat(cluster.manager.stalledRecoveries().count()).isEqualTo(attempt > 3 ? 1 : 0);
            cluster.pass(TIMEOUT - 1, 1, 2);
            assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.UNDER_WAY);
            cluster.now++;
        }
        assertThat(primaries.subList(0, 2)).containsExactlyInAnyOrder("10.0.0.1:9866", "10.0.0.2:9866");
        assertThat(primaries.subList(2, 4)).containsExactlyInAnyOrder("10.0.0.1:9866", "10.0.0.2:9866");
    }

    @Test
    void anOrderThatWasNotFetchedIsReplacedByTheNextAttempt() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1);
        begin(cluster, slot);
        cluster.now += TIMEOUT;
        cluster.heartbeat(2);
        long second = begin(cluster, slot);
        assertThat(orders(cluster, 1))
                .extracting(BlockRecovery::newGenerationStamp)
                .containsExactly(second);
    }

    @Test
    void aPrimaryThatDiedOrWasStartedAgainIsNotWaitedFor() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1, 2);
        cluster.now += 10;
        cluster.heartbeat(1);
        begin(cluster, slot);
        assertThat(orders(cluster, 1)).hasSize(1);
        cluster.now += 10;
        cluster.register(1, "/r1");
        begin(cluster, slot);
        assertThat(status(cluster, slot).primary()).isEqualTo("10.0.0.2:9866");
        cluster.pass(DEAD, 1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.POSSIBLE);
    }

    @Test
    void silentNodesAreLeftOutWhileTwoOthersAreThere() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.pass(40_000, 1, 2);
        begin(cluster, slot);
        String primary = status(cluster, slot).primary();
        BlockRecovery order = orders(cluster, primary.contains("0.1:") ? 1 : 2).get(0);
        assertThat(places(order)).containsExactly("dn-1", "dn-2");

        Cluster fewer = cluster(2);
        int other = fewer.openBlock(2, 1, 2);
        fewer.pass(40_000, 1);
        begin(fewer, other);
        assertThat(places(orders(fewer, 1).get(0))).as("or everybody is asked").containsExactly("dn-1", "dn-2");
    }

    @Test
    void nobodyIsAskedInSafeMode() throws Exception {
        Cluster cluster = cluster(1);
        int slot = cluster.openBlock(1, 1);
        begin(cluster, slot);
        cluster.manager.enterSafeMode();
        assertThat(orders(cluster, 1)).isEmpty();
        cluster.manager.leaveSafeMode(false);
        assertThat(orders(cluster, 1)).hasSize(1);
    }

    @Test
    void anOrderForABlockThatIsGoneOrClosedDoesNotLeave() throws Exception {
        Cluster cluster = cluster(1);
        int gone = cluster.openBlock(1, 1);
        int closed = cluster.openBlock(1, 1);
        begin(cluster, gone);
        begin(cluster, closed);
        cluster.remove(gone);
        cluster.received(1, cluster.source.id(closed), cluster.source.generationStamp(closed), 10);
        cluster.commit(closed, 10);
        cluster.close(closed);
        assertThat(orders(cluster, 1)).isEmpty();
        int again = cluster.openBlock(1, 1);
        assertThat(again).as("the slot is used again").isEqualTo(gone);
        assertThat(cluster.manager.recovery(again)).isNull();
    }

    /** HDFS-1260 and its kin: what left the pipeline lacks what was acknowledged later. */
    @Test
    void aReplicaWithAnOlderStampIsNeverAsked() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(2, 1, 2);
        Block old = cluster.block(slot);
        receiving(cluster, 1, old);
        receiving(cluster, 2, old);
        cluster.source.bumpStamp(slot);
        cluster.expect(slot, 2, 3);
        assertThat(cluster.manager.replicas(slot))
                .as("of the new pipeline nothing is reported yet")
                .extracting(BlockLocation::state)
                .containsExactlyInAnyOrder("RBW", "EXPECTED", "EXPECTED");
        begin(cluster, slot);
        int primary = status(cluster, slot).primary().contains("0.2:") ? 2 : 3;
        assertThat(places(orders(cluster, primary).get(0))).containsExactly("dn-2", "dn-3");
        cluster.pass(DEAD, 1);
        cluster.source.flushed(slot, 1);
        assertThat(cluster.manager.recoveryOutlook(slot))
                .as("only the replica that was left behind lives")
                .isEqualTo(RecoveryOutlook.WAITING);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(status(cluster, slot).awaitedDatanodes()).containsExactly("10.0.0.2:9866", "10.0.0.3:9866");
        assertThat(cluster.manager.stalledRecoveries()).isEqualTo(new StalledRecoveries(1, cluster.source.path(slot)));
    }

    /** 2791, 3605: a node that is in the new pipeline is not judged by what it reported in the old one. */
    @Test
    void aPipelineThatWasBuiltAgainIsExpectedWithItsNewStamp() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1, 2);
        Block old = cluster.block(slot);
        receiving(cluster, 1, old);
        receiving(cluster, 2, old);
        cluster.source.bumpStamp(slot);
        cluster.expect(slot, 1, 2);
        receiving(cluster, 1, old);
        assertThat(cluster.manager.locations(slot, "")).hasSize(2);
        cluster.received(1, cluster.source.id(slot), cluster.source.generationStamp(slot), 10);
        cluster.commit(slot, 10);
        cluster.close(slot);
        assertThat(cluster.manager.tables().corrupt.slots()).isZero();
        assertThat(cluster.manager.tables().pending.count(slot))
                .as("the other is coming")
                .isEqualTo(1);
    }

    @Test
    void recoveredReplicasCountAtOnce() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block old = cluster.block(slot);
        receiving(cluster, 1, old);
        receiving(cluster, 2, old);
        receiving(cluster, 3, old);
        long id = begin(cluster, slot);
        end(cluster, slot, id, 70, 1, 2);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.recovery(slot)).isNull();
        assertThat(cluster.manager.recoveryId(slot)).isZero();
        assertThat(cluster.deletions(3))
                .as("quarantined until the good ones suffice")
                .isEmpty();
        assertThat(cluster.manager.tables().corrupt.slots()).isEqualTo(1);

        receiving(cluster, 2, old);
        assertThat(cluster.manager.liveReplicas(slot))
                .as("a report that was overtaken")
                .isEqualTo(2);
        cluster.received(2, old.blockId(), id, 70);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        cluster.setReplication(slot, 2);
        assertThat(cluster.deletions(3)).containsExactly(new Block(old.blockId(), old.generationStamp(), 0));
    }

    /** As the planner and replay do it. */
    private static void end(Cluster cluster, int slot, long id, long length, int... nodes) {
        cluster.source.recover(slot, id);
        cluster.commit(slot, length);
        cluster.close(slot);
        List<ReplicaPlace> places = new ArrayList<>();
        for (int node : nodes) {
            places.add(new ReplicaPlace(Cluster.uuid(node), Cluster.storage(node)));
        }
        assertThat(cluster.manager.usable(places)).isEqualTo(nodes.length);
        cluster.manager.recovered(cluster.source.id(slot), places);
    }

    @Test
    void aFullReportThatWasComposedBeforeTheRecoveryIsMadeUpForByTheNext() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1, 2);
        Block old = cluster.block(slot);
        long id = begin(cluster, slot);
        end(cluster, slot, id, 70, 1, 2);
        cluster.fullReport(1, new ReportedReplica(old, ReplicaState.RBW));
        cluster.received(1, old.blockId(), id, 70);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.deletions(1)).isEmpty();
    }

    @Test
    void placesThatAreUnknownOrDeadDoNotCount() throws Exception {
        Cluster cluster = cluster(2);
        cluster.pass(DEAD, 1);
        assertThat(cluster.manager.usable(List.of(
                        new ReplicaPlace("dn-1", "DS-1"),
                        new ReplicaPlace("dn-1", "DS-1"),
                        new ReplicaPlace("dn-1", "DS-other"),
                        new ReplicaPlace("dn-2", "DS-2"),
                        new ReplicaPlace("dn-9", "DS-9"))))
                .isEqualTo(1);
    }

    /** The writer died before it had a pipeline: all three nodes live and have nothing. */
    @Test
    void aPrimaryThatAskedEverybodyMayGiveTheBlockUp() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        long id = begin(cluster, slot);
        assertThat(cluster.manager.allAsked(slot, id))
                .as("before the order left")
                .isFalse();
        for (int node = 1; node <= 3; node++) {
            cluster.heartbeat(node);
        }
        assertThat(cluster.manager.allAsked(slot, id)).isTrue();
        assertThat(cluster.manager.allAsked(slot, id - 1)).isFalse();
        cluster.source.flushed(slot, 1);
        cluster.pass(DEAD, 1, 2);
        assertThat(cluster.manager.allAsked(slot, id)).as("one died meanwhile").isFalse();
    }

    @Test
    void aNodeThatWasNotAskedMustHaveReportedSince() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.pass(40_000, 1, 2);
        long id = begin(cluster, slot);
        cluster.heartbeat(1);
        cluster.heartbeat(2);
        assertThat(cluster.manager.allAsked(slot, id)).as("dn-3 was silent").isFalse();
        cluster.heartbeat(3);
        assertThat(cluster.manager.allAsked(slot, id)).isFalse();
        cluster.now++;
        cluster.fullReport(3);
        assertThat(cluster.manager.allAsked(slot, id))
                .as("perhaps composed before")
                .isFalse();
        cluster.now++;
        cluster.fullReport(3);
        // It is expected there still, and can be asked now.
        assertThat(cluster.manager.allAsked(slot, id)).isFalse();
        cluster.now += TIMEOUT;
        for (int node = 1; node <= 3; node++) {
            cluster.heartbeat(node);
        }
        long second = begin(cluster, slot);
        for (int node = 1; node <= 3; node++) {
            cluster.heartbeat(node);
        }
        assertThat(cluster.manager.allAsked(slot, second)).isTrue();
    }

    /** After a restart of the NameNode nobody knows where the pipeline was. */
    @Test
    void aBlockOfTheLastRunIsWaitedForUntilAllNodesOfThatRunHaveReportedAnew() throws Exception {
        Cluster cluster = restarted(2, true);
        int slot = cluster.source.add(2);
        cluster.register(1, "/r1");
        cluster.fullReport(1);
        cluster.leaveSafeMode();
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(status(cluster, slot).awaitedDatanodes()).containsExactly("10.0.0.1:9866", "dn-2");
        assertThat(cluster.heartbeat(1))
                .extracting(DatanodeCommand::action)
                .containsExactly(DatanodeCommand.Action.BLOCK_REPORT);
        cluster.now += 10;
        cluster.fullReport(1);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(cluster.heartbeat(1)).as("and once more").hasSize(1);
        cluster.now += 10;
        cluster.fullReport(1);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(cluster.heartbeat(1)).isEmpty();
        assertThat(status(cluster, slot).awaitedDatanodes()).containsExactly("dn-2");
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);

        cluster.now += 10;
        cluster.register(2, "/r1");
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.fullReport(2);
        assertThat(cluster.manager.recoveryOutlook(slot))
                .as("it registered since: its first report is enough")
                .isEqualTo(RecoveryOutlook.NOWHERE);
    }

    @Test
    void aNodeOfTheLastRunThatComesBackWithAReplicaIsAsked() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.leaveSafeMode();
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        cluster.register(1, "/r1");
        cluster.fullReport(1, new ReportedReplica(cluster.block(slot), ReplicaState.RWR));
        begin(cluster, slot);
        assertThat(places(orders(cluster, 1).get(0))).containsExactly("dn-1");
    }

    private static void crashed(Cluster cluster, int node, Block block) throws HdfsException {
        cluster.register(node, "/r1");
        cluster.fullReport(node, new ReportedReplica(block, ReplicaState.RWR));
    }

    /** A power cut takes what was flushed and not synced; a node that was only killed has it still. */
    @Test
    void aReplicaThatWentThroughACrashWaitsForABetterOne() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block block = cluster.block(slot);
        cluster.pass(DEAD);
        crashed(cluster, 1, block);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.manager.awaitReplicas(block.blockId());
        assertThat(status(cluster, slot).awaitedDatanodes()).contains("10.0.0.2:9866", "10.0.0.3:9866");
        crashed(cluster, 2, block);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        crashed(cluster, 3, block);
        begin(cluster, slot);

        Cluster other = cluster(2);
        int lost = other.openBlock(2, 1, 2);
        Block its = other.block(lost);
        other.pass(DEAD);
        crashed(other, 1, its);
        other.manager.awaitReplicas(its.blockId());
        other.pass(BlockManagerSettings.defaults().heartbeat().deadAfterMillis() - 1, 1);
        assertThat(other.manager.recoveryOutlook(lost)).isEqualTo(RecoveryOutlook.WAITING);
        other.pass(1, 1);
        begin(other, lost);
    }

    @Test
    void aSilentNodeIsAskedWhenAllOthersWentThroughACrash() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block block = cluster.block(slot);
        crashed(cluster, 1, block);
        crashed(cluster, 2, block);
        cluster.pass(40_000, 1, 2);
        begin(cluster, slot);
        int primary = status(cluster, slot).primary().contains("0.1:") ? 1 : 2;
        assertThat(places(orders(cluster, primary).get(0))).contains("dn-3");
    }

    @Test
    void aNodeThatOnlyTheNameNodeDoesNotReachMayHoldTheBlock() throws Exception {
        Cluster cluster = cluster(3);
        cluster.pass(DEAD, 2, 3);
        int slot = cluster.openBlock(2, 1, 2);
        long id = begin(cluster, slot);
        cluster.heartbeat(2);
        assertThat(cluster.manager.allAsked(slot, id))
                .as("the writer writes to dn-1, too")
                .isFalse();
    }

    /** After a restart: the second node may hold something of the block, too, and has nothing. */
    private static int openBlockAtTheFirstOfTwo(Cluster cluster) throws Exception {
        int slot = cluster.source.add(2);
        for (int node = 1; node <= 2; node++) {
            cluster.register(node, "/r1");
        }
        cluster.fullReport(1, new ReportedReplica(cluster.block(slot), ReplicaState.RBW));
        cluster.fullReport(2);
        cluster.leaveSafeMode();
        return slot;
    }

    /** The first attempt has been refused, or its primary hangs: the second one is not to fail for want of reports. */
    @Test
    void whoWasNotAskedIsToReportWhileAnAttemptDoesNotEnd() throws Exception {
        Cluster cluster = restarted(2, true);
        int slot = openBlockAtTheFirstOfTwo(cluster);
        long first = begin(cluster, slot);
        assertThat(orders(cluster, 1)).hasSize(1);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(cluster.heartbeat(2)).as("it may end yet").isEmpty();
        cluster.now += TIMEOUT / 6;
        for (int report = 1; report <= 2; report++) {
            cluster.heartbeat(1);
            cluster.manager.awaitReplicas(cluster.source.id(slot));
            assertThat(cluster.heartbeat(2))
                    .extracting(DatanodeCommand::action)
                    .containsExactly(DatanodeCommand.Action.BLOCK_REPORT);
            cluster.now += 10;
            cluster.fullReport(2);
        }
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.UNDER_WAY);
        assertThat(cluster.manager.allAsked(slot, first))
                .as("also this one may end now")
                .isTrue();
        cluster.now += TIMEOUT;
        cluster.heartbeat(1);
        cluster.heartbeat(2);
        long second = begin(cluster, slot);
        assertThat(orders(cluster, 1)).hasSize(1);
        assertThat(cluster.manager.allAsked(slot, second)).isTrue();
    }

    /** After a restart everybody may hold something of a block; those with a replica have nothing in it. */
    @Test
    void whoWasNotAskedIsToReportAfterAnAttemptThatFailed() throws Exception {
        Cluster cluster = restarted(2, true);
        int slot = openBlockAtTheFirstOfTwo(cluster);
        long id = begin(cluster, slot);
        assertThat(orders(cluster, 1)).hasSize(1);
        assertThat(cluster.manager.allAsked(slot, id)).isFalse();
        for (int attempt = 2; attempt <= 3; attempt++) {
            cluster.now += TIMEOUT;
            cluster.heartbeat(1);
            cluster.heartbeat(2);
            id = begin(cluster, slot);
            assertThat(orders(cluster, 1)).hasSize(1);
            cluster.manager.awaitReplicas(cluster.source.id(slot));
            assertThat(cluster.manager.allAsked(slot, id)).isFalse();
            assertThat(status(cluster, slot).awaitedDatanodes()).containsExactly("10.0.0.2:9866");
            assertThat(cluster.heartbeat(2))
                    .extracting(DatanodeCommand::action)
                    .contains(DatanodeCommand.Action.BLOCK_REPORT);
            cluster.now += 10;
            cluster.fullReport(2);
        }
        assertThat(cluster.manager.allAsked(slot, id)).isTrue();
    }

    @Test
    void aPipelineThatWasChosenAnewUnderTheSameStampDoesNotForgetTheFirst() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(1, 1);
        cluster.expect(slot, 2);
        cluster.pass(DEAD, 2);
        long id = begin(cluster, slot);
        cluster.heartbeat(2);
        assertThat(cluster.manager.allAsked(slot, id)).as("dn-1 may have it").isFalse();
        cluster.source.bumpStamp(slot);
        cluster.expect(slot, 2);
        assertThat(cluster.manager.allAsked(slot, id)).isTrue();
    }

    @Test
    void aNodeThatWasStartedAgainTellsFirstWhatItFound() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1, 2);
        receiving(cluster, 1, cluster.block(slot));
        cluster.pass(DEAD, 1);
        cluster.register(1, "/r1");
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.fullReport(1, new ReportedReplica(cluster.block(slot), ReplicaState.RWR));
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
    }

    @Test
    void aReplicaThatIsBeingWrittenNeedsNobodyElse() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(2, 1, 2);
        receiving(cluster, 1, cluster.block(slot));
        cluster.pass(DEAD, 1);
        begin(cluster, slot);
    }

    @Test
    void whoIsNotSureWhoWasThereWaitsForWhatWasFlushed() throws Exception {
        Cluster cluster = restarted(1, false);
        int flushed = cluster.source.add(1);
        cluster.source.flushed(flushed, 1);
        int slot = cluster.source.add(1);
        cluster.leaveSafeMode();
        cluster.manager.awaitReplicas(cluster.source.id(flushed));
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        cluster.now += 10;
        cluster.register(1, "/r1");
        cluster.fullReport(1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.pass(DEAD, 1);
        assertThat(cluster.manager.recoveryOutlook(flushed)).isEqualTo(RecoveryOutlook.WAITING);
        assertThat(cluster.manager.recoveryOutlook(slot))
                .as("nobody was promised a byte")
                .isEqualTo(RecoveryOutlook.NOWHERE);
    }

    /** Its machine may never come back. */
    @Test
    void aDeadNodeIsNotWaitedForLongWhenNothingWasFlushed() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.pass(DEAD, 1, 2);
        long id = begin(cluster, slot);
        cluster.heartbeat(1);
        cluster.heartbeat(2);
        assertThat(cluster.manager.allAsked(slot, id)).as("it may come back").isFalse();
        cluster.pass(DEAD, 1, 2);
        long second = begin(cluster, slot);
        cluster.heartbeat(1);
        cluster.heartbeat(2);
        assertThat(cluster.manager.allAsked(slot, second)).isTrue();
        cluster.source.flushed(slot, 1);
        assertThat(cluster.manager.allAsked(slot, second))
                .as("it may have what was flushed")
                .isFalse();
    }

    @Test
    void aNodeThatIsBackAndHasYetToReportIsWaitedForHoweverLongItTakes() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.leaveSafeMode();
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        cluster.now += DEAD;
        cluster.register(1, "/r1");
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.fullReport(1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.NOWHERE);
    }

    /** The recovery is wanted, and the only DataNode comes and has nothing. */
    private static void wantAndReportNothing(Cluster cluster, int slot) throws Exception {
        cluster.leaveSafeMode();
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        cluster.now += 10;
        cluster.register(1, "/r1");
        cluster.fullReport(1);
    }

    /** A failed volume may come back with the replica. */
    @Test
    void aNodeWithAFailedVolumeIsWaitedFor() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        wantAndReportNothing(cluster, slot);
        cluster.manager.heartbeat(Cluster.uuid(1), cluster.storages(1), 0, 1, cluster.now);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.heartbeat(1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.NOWHERE);
    }

    /** Flushed, never synced, and gone with the power of all nodes. */
    @Test
    void aBlockThatNobodyFoundAgainIsNotWaitedForHoweverMuchWasFlushed() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.source.flushed(slot, 77);
        cluster.leaveSafeMode();
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.now += 10;
        cluster.register(1, "/r1");
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.fullReport(1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.NOWHERE);
    }

    /** Its volumes may have been taken out by somebody who brings them back. */
    @Test
    void aBlockThatWasCompleteBeforeAnAppendIsWaitedForHoweverLongItTakes() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.source.flushed(slot, 77);
        cluster.source.reopen(slot);
        wantAndReportNothing(cluster, slot);
        cluster.pass(DEAD, 1);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        BlockRecoveryStatus status = Objects.requireNonNull(cluster.manager.recovery(slot));
        assertThat(status.stalled()).isTrue();
        cluster.received(1, cluster.source.id(slot), cluster.block(slot).generationStamp(), 77);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.POSSIBLE);
    }

    /** What is cut was complete, and synced: it is never given up. */
    @Test
    void aTruncateOfWhichNothingIsFoundIsWaitedFor() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.source.truncate(slot, 40, -1);
        wantAndReportNothing(cluster, slot);
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
    }

    @Test
    void aTruncateCutsTheReplicasInPlace() throws Exception {
        Cluster cluster = cluster(3);
        int slot = cluster.closedBlock(2, 1, 2);
        Block old = cluster.block(slot);
        cluster.source.truncate(slot, 40, -1);
        cluster.manager.blockReopened(slot, old.blockId());
        assertThat(cluster.manager.locations(slot, "")).as("readers go on").hasSize(2);
        assertThat(cluster.needed(slot)).as("no repair of what is being cut").isEqualTo(NeededQueues.NONE);
        cluster.now += 10;
        cluster.heartbeat(2);
        long id = begin(cluster, slot);
        BlockRecovery order = orders(cluster, 2).get(0);
        assertThat(order.block()).isEqualTo(new Block(old.blockId(), old.generationStamp(), 40));
        assertThat(order.truncated()).isEqualTo(new Block(old.blockId(), id, 40));
        assertThat(places(order)).containsExactlyInAnyOrder("dn-1", "dn-2");

        end(cluster, slot, id, 40, 2);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.deletions(1))
                .as("the long one stays until there are two short ones")
                .isEmpty();
        cluster.received(3, old.blockId(), id, 40);
        assertThat(cluster.deletions(1)).containsExactly(new Block(old.blockId(), old.generationStamp(), 0));
    }

    @Test
    void aTruncateIsGoneOnWithAfterARestartOfTheNameNode() throws Exception {
        Cluster cluster = restarted(1, true);
        int slot = cluster.source.add(1);
        cluster.source.truncate(slot, 40, -1);
        cluster.manager.leaveSafeMode(true);
        cluster.manager.awaitReplicas(cluster.source.id(slot));
        assertThat(cluster.manager.recoveryOutlook(slot)).isEqualTo(RecoveryOutlook.WAITING);
        cluster.now += 10;
        cluster.register(1, "/r1");
        Block long_ = new Block(cluster.source.id(slot), cluster.source.generationStamp(slot), Cluster.LENGTH);
        cluster.fullReport(1, long_);
        begin(cluster, slot);
        assertThat(orders(cluster, 1)).hasSize(1);
    }

    @Test
    void aCopyIsMadeOfTheOldBlocksReplicas() throws Exception {
        Cluster cluster = cluster(3);
        int old = cluster.closedBlock(2, 1, 2);
        int copy = cluster.source.add(2);
        cluster.source.truncate(copy, 40, old);
        cluster.manager.blockAdded(copy, cluster.source.id(copy));
        cluster.now += 10;
        cluster.heartbeat(1);
        long id = begin(cluster, copy);
        BlockRecovery order = orders(cluster, 1).get(0);
        assertThat(order.block()).isEqualTo(cluster.block(old));
        assertThat(order.truncated()).isEqualTo(new Block(cluster.source.id(copy), id, 40));
        assertThat(places(order)).containsExactlyInAnyOrder("dn-1", "dn-2");
        end(cluster, copy, id, 40, 1, 2);
        assertThat(cluster.manager.liveReplicas(copy)).isEqualTo(2);
        assertThat(cluster.manager.liveReplicas(old)).isEqualTo(2);
    }

    @Test
    void openBlocksOnNodesThatAreToLeaveAreKnown() throws Exception {
        Cluster cluster = cluster(2);
        int slot = cluster.openBlock(1, 1);
        cluster.descriptor(2).node.adminState = AdminState.DECOMMISSION_INPROGRESS;
        assertThat(cluster.manager.isOnLeavingNode(slot)).isFalse();
        cluster.descriptor(1).node.adminState = AdminState.ENTERING_MAINTENANCE;
        assertThat(cluster.manager.isOnLeavingNode(slot)).isTrue();
        cluster.received(1, cluster.source.id(slot), cluster.source.generationStamp(slot), 10);
        cluster.commit(slot, 10);
        cluster.close(slot);
        assertThat(cluster.manager.isOnLeavingNode(slot)).isTrue();
        cluster.descriptor(1).node.adminState = AdminState.DECOMMISSIONED;
        assertThat(cluster.manager.isOnLeavingNode(slot)).isFalse();
    }

    private static Cluster restarted(int nodes, boolean complete) {
        Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 7);
        List<String> uuids = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            uuids.add(Cluster.uuid(node));
        }
        cluster.manager.start(RememberedDatanodes.ofUuids(uuids, complete), cluster.now);
        return cluster;
    }
}
