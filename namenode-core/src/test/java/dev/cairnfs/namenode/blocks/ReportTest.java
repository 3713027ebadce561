package dev.cairnfs.namenode.blocks;

import static dev.cairnfs.namenode.blocks.Cluster.LENGTH;
import static dev.cairnfs.namenode.blocks.Cluster.finalized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

/** Reports against the block's stamp, length and state. Numbers in brackets are the HDFS bugs that a test is about. */
class ReportTest {
    private static void assertOvertaken(ThrowableAssert.ThrowingCallable report) {
        assertThatThrownBy(report)
                .hasMessageContaining("overtaken")
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNREGISTERED_NODE));
    }

    /** A node whose numbers went back, say with its clock, is let in again by its registration. */
    @Test
    void aRegistrationBeginsTheNumbersAnew() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        cluster.sequence = 0;
        assertOvertaken(() -> cluster.beginReport(1));
        assertOvertaken(() -> cluster.received(1, slot));
        cluster.register(1, "/r1");
        cluster.fullReport(1);
        assertThat(cluster.manager.liveReplicas(slot)).isZero();
        cluster.received(1, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
    }

    @Test
    void aReplicaThatIsFinalizedBeforeTheCommitCountsAfterIt() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block block = cluster.block(slot);
        cluster.received(1, block.blockId(), block.generationStamp(), LENGTH);

        assertThat(cluster.manager.liveReplicas(slot)).isZero();
        cluster.gained.clear();
        cluster.commit(slot, LENGTH);

        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.hasMinReplication(slot)).isTrue();
        assertThat(cluster.gained).containsExactly(block.blockId());
    }

    @Test
    void anEarlyReplicaOfAnotherLengthIsCorruptAfterTheCommit() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        Block block = cluster.block(slot);
        cluster.received(1, block.blockId(), block.generationStamp(), LENGTH - 1);
        cluster.commit(slot, LENGTH);

        assertThat(cluster.manager.liveReplicas(slot)).isZero();
        assertThat(cluster.manager.isCorrupt(slot)).isTrue();
        cluster.received(2, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.isCorrupt(slot)).isFalse();
    }

    @Test
    void everyReplicaTellsTheListener() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        cluster.commit(slot, LENGTH);
        cluster.received(1, slot);
        cluster.received(1, slot);
        cluster.received(2, slot);
        assertThat(cluster.gained).containsExactly(cluster.source.id(slot), cluster.source.id(slot));
    }

    @Test
    void unknownBlocksAreDeleted() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        Block gone = cluster.block(slot);
        cluster.remove(slot);
        cluster.deletions(1);
        cluster.fullReport(1, gone);
        assertThat(cluster.deletions(1)).extracting(Block::blockId).containsExactly(gone.blockId());
        assertThat(cluster.deletions(1)).isEmpty();
    }

    @Test
    void wrongStampAndWrongLengthOfACompleteBlockAreQuarantined() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.closedBlock(3, 1, 2);
        Block block = cluster.block(slot);
        cluster.received(3, block.blockId(), block.generationStamp() - 1, LENGTH);
        cluster.received(4, block.blockId(), block.generationStamp(), LENGTH + 1);

        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.stats().corruptBlocks()).isEqualTo(1);
        assertThat(cluster.manager.locations(slot, "x"))
                .extracting(location -> location.datanode().uuid())
                .containsExactlyInAnyOrder("dn-1", "dn-2");
        assertThat(cluster.deletions(3)).isEmpty();
        assertThat(cluster.deletions(4)).isEmpty();
    }

    @Test
    void aFullReportRemovesWhatItDoesNotList() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int kept = cluster.closedBlock(2, 1, 2);
        int lost = cluster.closedBlock(2, 1, 2);
        cluster.now += 120_000;
        cluster.fullReport(1, cluster.block(kept));
        assertThat(cluster.manager.liveReplicas(kept)).isEqualTo(2);
        assertThat(cluster.manager.liveReplicas(lost)).isEqualTo(1);
        assertThat(cluster.needed(lost)).isEqualTo(NeededQueues.HIGHEST);
    }

    /** [2791, 3605] The report was written while the replica was still being written, and comes after the close. */
    @Test
    void aReportThatRacesWithTheCloseMakesNoGoodReplicaCorrupt() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.openBlock(3, 1, 2, 3);
        ReportedReplica asWritten = new ReportedReplica(
                new Block(cluster.source.id(slot), cluster.source.generationStamp(slot), LENGTH / 2), ReplicaState.RBW);
        long composed = ++cluster.sequence;
        cluster.received(1, cluster.source.id(slot), cluster.source.generationStamp(slot), LENGTH);
        cluster.commit(slot, LENGTH);
        cluster.close(slot);
        assertOvertaken(() -> cluster.beginReport(1, composed, asWritten));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.stats().corruptBlocks()).isZero();
    }

    /** [17453] A report from before a recovery, queued somewhere, is overtaken by the one with the new stamp. */
    @Test
    void anOvertakenReportWithTheOldStampMakesNoGoodReplicaCorrupt() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.openBlock(1, 1);
        Block before = cluster.block(slot);
        long composed = ++cluster.sequence;
        cluster.source.bumpStamp(slot);
        cluster.commit(slot, LENGTH);
        cluster.received(1, slot);
        cluster.close(slot);
        ReplicaChange overtaken = new ReplicaChange(Cluster.storage(1), before, ReplicaChange.Kind.RECEIVED);
        assertOvertaken(
                () -> cluster.manager.incrementalReport(Cluster.uuid(1), composed, List.of(overtaken), cluster.now));
        cluster.received(1, before.blockId(), before.generationStamp(), LENGTH);
        assertOvertaken(() -> cluster.beginReport(
                1, composed, finalized(new Block(before.blockId(), before.generationStamp(), LENGTH))));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);

        // Composed now, it is no overtaken report: the disk really has the old replica.
        cluster.fullReport(1, new Block(before.blockId(), before.generationStamp(), LENGTH));
        assertThat(cluster.manager.isCorrupt(slot)).isTrue();
    }

    /** [5438] What a report says of a replica stays true although the report is applied in slices. */
    @Test
    void whatChangesWhileAReportIsAppliedIsNotUndone() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int deleted = cluster.closedBlock(2, 1, 2);
        Block deletedBlock = cluster.block(deleted);
        int written = cluster.openBlock(2, 1, 2);
        cluster.now += 120_000;
        cluster.heartbeat(1);
        FullReport report = cluster.beginReport(1, finalized(deletedBlock));
        cluster.deleted(1, deletedBlock);
        cluster.commit(written, LENGTH);
        cluster.received(1, written);
        while (!cluster.manager.applyFullReport(report, 1, cluster.now)) {
            // slice by slice
        }
        assertThat(cluster.manager.liveReplicas(deleted)).isEqualTo(1);
        assertThat(cluster.manager.liveReplicas(written)).isEqualTo(1);
    }

    /** The volume is the DataNode's choice; whatever the pipeline named, the replica is where it was reported. */
    @Test
    void aReplicaIsOnTheVolumeThatWasReported() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        StorageInfo first = cluster.storages(1).get(0);
        StorageInfo second = new StorageInfo("DS-other", "DISK", false, Cluster.GIB, 0, Cluster.GIB, 0, 0);
        cluster.manager.heartbeat(Cluster.uuid(1), List.of(first, second), 0, 0, cluster.now);
        int slot = cluster.openBlock(1, 1);
        Block written = new Block(cluster.source.id(slot), cluster.source.generationStamp(slot), LENGTH);
        cluster.manager.incrementalReport(
                Cluster.uuid(1),
                ++cluster.sequence,
                List.of(new ReplicaChange("DS-other", written, ReplicaChange.Kind.RECEIVED)),
                cluster.now);
        cluster.commit(slot, LENGTH);
        assertThat(cluster.manager.locations(slot, "x"))
                .extracting(location -> location.storageId())
                .containsExactly("DS-other");
        cluster.manager.incrementalReport(
                Cluster.uuid(1),
                ++cluster.sequence,
                List.of(new ReplicaChange("DS-other", written, ReplicaChange.Kind.DELETED)),
                cluster.now);
        assertThat(cluster.manager.liveReplicas(slot)).isZero();
    }

    /** A DataNode that comes back soon may have lost what it had just received. */
    @Test
    void theFirstReportOfANewLifeOutweighsWhatTheOldOneSaid() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.register(1, "");
        cluster.fullReport(1);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
    }

    @Test
    void aReplicaReceivedShortlyBeforeTheReportCameIsNotRemovedByIt() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        long composed = ++cluster.sequence;
        FullReport begunBefore = cluster.beginReport(1);
        int slot = cluster.closedBlock(1, 1);
        while (!cluster.manager.applyFullReport(begunBefore, 10, cluster.now)) {
            // slice by slice
        }
        assertOvertaken(() -> cluster.beginReport(1, composed));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.fullReport(1);
        assertThat(cluster.manager.liveReplicas(slot)).isZero();
    }

    /** [14208] A DataNode that registered anew keeps its replicas until its report is complete. */
    @Test
    void aRepeatedRegistrationGivesNoFalseMissingBlocks() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        cluster.register(1, "/r1");
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        FullReport report = cluster.beginReport(1, finalized(cluster.block(slot)));
        cluster.register(1, "/r1");
        assertThatThrownBy(() -> cluster.manager.applyFullReport(report, 100, cluster.now))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IO));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.fullReport(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.stats().missingBlocks()).isZero();
    }

    /** [7960] A volume that was taken out leaves no zombie replicas behind. */
    @Test
    void replicasOfAVolumeThatIsGoneDoNotCount() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.manager.heartbeat(
                "dn-1", List.of(new StorageInfo("DS-new", "DISK", false, 1, 0, 1, 0, 0)), 0, 0, cluster.now);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.settle();
        assertThat(cluster.needed(slot)).isEqualTo(NeededQueues.HIGHEST);
        assertThat(cluster.manager.datanodes().get(0).blocks()).isZero();
    }

    /** [7225] What the node's former self was told to delete does not reach the new one, nor counts its DELETED. */
    @Test
    void aNewUuidAtTheSameAddressStartsWithNothing() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        int removed = cluster.closedBlock(1, 1);
        cluster.remove(removed);
        cluster.now += 6001;
        cluster.heartbeat(2);
        cluster.manager.registerDatanode(
                new DatanodeRegistration(
                        new dev.cairnfs.shared.model.DatanodeId("dn-new", "10.0.0.1", 9866, 9864),
                        42,
                        "CID-1",
                        "BP-1",
                        "0.1",
                        "/r1",
                        cluster.storages(1)),
                ++cluster.sequence,
                cluster.now);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.heartbeat("dn-new", cluster.storages(1), 0, 0, cluster.now))
                .isEmpty();
        assertThat(cluster.manager.heartbeat("dn-1", cluster.storages(1), 0, 0, cluster.now))
                .extracting(command -> command.action().name())
                .containsExactly("REGISTER");
        assertThatThrownBy(() -> cluster.deleted(1, cluster.block(slot)))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNREGISTERED_NODE));
        cluster.settle();
        assertThat(cluster.manager.datanodes())
                .extracting(info -> info.id().uuid())
                .containsExactly("dn-2", "dn-new");
    }

    @Test
    void aCorruptReplicaThatIsToldBeforeTheFullReportStaysCorrupt() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.now += 700_000;
        cluster.heartbeat(2);
        cluster.settle();
        cluster.register(1, "/r1");
        cluster.manager.markCorrupt(cluster.block(slot), Cluster.uuid(1), "checksum");
        cluster.fullReport(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.stats().corruptBlocks()).isEqualTo(1);
    }

    @Test
    void aDeletionOfAFormerStampLeavesTheNewReplica() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.openBlock(1, 1);
        Block before = cluster.block(slot);
        cluster.source.bumpStamp(slot);
        cluster.commit(slot, LENGTH);
        cluster.received(1, slot);
        cluster.close(slot);
        cluster.deleted(1, before);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.deleted(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isZero();
    }

    @Test
    void aReplicaMovesBetweenTheVolumesOfANode() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        List<StorageInfo> two =
                List.of(cluster.storages(1).get(0), new StorageInfo("DS-b", "DISK", false, 200, 1, Cluster.GIB, 1, 0));
        cluster.manager.heartbeat("dn-1", two, 0, 0, cluster.now);
        cluster.manager.incrementalReport(
                "dn-1",
                ++cluster.sequence,
                List.of(new ReplicaChange("DS-b", cluster.block(slot), ReplicaChange.Kind.RECEIVED)),
                cluster.now);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.replicas(slot))
                .extracting(BlockLocation::storageId)
                .containsExactly("DS-b");
    }

    /** [4799] A corrupt replica is not good again because its node reports it once more. */
    @Test
    void aReportDoesNotHealWrongData() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int slot = cluster.closedBlock(2, 1, 2);
        cluster.manager.markCorrupt(cluster.block(slot), "dn-1", "checksum");
        cluster.received(1, slot);
        cluster.fullReport(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.stats().corruptBlocks()).isEqualTo(1);
        cluster.deleted(1, cluster.block(slot));
        cluster.received(1, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.stats().corruptBlocks()).isZero();
    }

    @Test
    void aReportWithTheRightStampHealsAWrongOne() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1);
        cluster.received(2, cluster.source.id(slot), cluster.source.generationStamp(slot) - 1, LENGTH);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.received(2, slot);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
        assertThat(cluster.manager.stats().corruptBlocks()).isZero();
    }

    /** [1371] One bad reader that calls every replica corrupt must not make the data unreachable, nor have it deleted. */
    @Test
    void replicasThatAreAllCalledCorruptStayReadable() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.closedBlock(3, 1, 2, 3);
        for (int node = 1; node <= 3; node++) {
            cluster.manager.markCorrupt(cluster.block(slot), Cluster.uuid(node), "says a reader");
        }
        assertThat(cluster.manager.isCorrupt(slot)).isTrue();
        assertThat(cluster.manager.locations(slot, "x")).hasSize(3);
        cluster.pass(30_000, 2, 3, 4);
        for (int node = 1; node <= 4; node++) {
            assertThat(cluster.heartbeat(node)).isEmpty();
        }
    }

    @Test
    void aReplicaLeftOverFromARestartIsCorruptForACompleteBlock() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1);
        cluster.fullReport(2, new ReportedReplica(cluster.block(slot), ReplicaState.RWR));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        assertThat(cluster.manager.stats().corruptBlocks()).isEqualTo(1);
    }

    @Test
    void aNewerReportReplacesTheOneBeingApplied() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        FullReport first = cluster.beginReport(1);
        cluster.beginReport(1);
        assertThatThrownBy(() -> cluster.manager.applyFullReport(first, 10, cluster.now))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IO));
    }

    @Test
    void anOpenBlockIsReadFromItsPipeline() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        int slot = cluster.openBlock(3, 3, 1, 2);
        assertThat(cluster.manager.locations(slot, "10.0.0.2"))
                .extracting(location -> location.datanode().uuid())
                .first()
                .isEqualTo("dn-2");
        assertThat(cluster.manager.locations(slot, "x")).hasSize(3);
        cluster.change(4, ReplicaChange.Kind.RECEIVING, cluster.source.id(slot), 1, 0);
        assertThat(cluster.manager.locations(slot, "x")).as("an older stamp").hasSize(3);
    }

    @Test
    void anOpenBlockIsNotWithoutReplicasBecauseTheyWaitForRecovery() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.openBlock(2, 1, 2);
        cluster.fullReport(1, new ReportedReplica(cluster.block(slot), ReplicaState.RWR));
        assertThat(cluster.manager.locations(slot, "x"))
                .as("one that can be read is better")
                .extracting(location -> location.datanode().uuid())
                .containsExactly("dn-2");
        cluster.fullReport(2, new ReportedReplica(cluster.block(slot), ReplicaState.RWR));
        assertThat(cluster.manager.locations(slot, "x")).hasSize(2);
    }
}
