package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafeModeTest {
    private final Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 1);
    private final List<Block> blocks = new ArrayList<>();

    /** As the namespace would be loaded: without events that anybody listens to. */
    private void load(int count, int replication) {
        for (int i = 0; i < count; i++) {
            int slot = cluster.closedBlock(replication);
            blocks.add(cluster.block(slot));
        }
    }

    private void reportAll(int node) throws HdfsException {
        cluster.fullReport(node, blocks.toArray(new Block[0]));
    }

    private SafeModeStatus status() {
        return cluster.manager.safeMode();
    }

    @Test
    void anEmptyNamespaceNeedsNoSafeMode() {
        assertThat(status().on()).isTrue();
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        assertThat(status().on()).isFalse();
        assertThat(status().reason()).isEqualTo("Safe mode is off.");
    }

    @Test
    void itEndsAnExtensionAfterTheThreshold() throws HdfsException {
        load(2000, 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        assertThat(status().blocksTotal()).isEqualTo(2000);
        assertThat(status().blocksNeeded()).isEqualTo(1998);
        cluster.register(1, "/r1");
        cluster.fullReport(1, blocks.subList(0, 1997).toArray(new Block[0]));
        assertThat(status().blocksReported()).isEqualTo(1997);
        assertThat(status().extensionRemainingMillis()).isEqualTo(-1);
        assertThat(status().reason()).contains("1997 of 2000").contains("1 more");
        cluster.register(2, "/r1");
        cluster.fullReport(2, blocks.get(1999));
        assertThat(status().extensionRemainingMillis()).isEqualTo(30_000);
        cluster.now += 29_999;
        cluster.heartbeat(1);
        cluster.settle();
        assertThat(status().on()).isTrue();
        assertThat(status().extensionRemainingMillis()).isEqualTo(1);
        assertThat(cluster.manager.stats().missingBlocks()).as("not yet").isZero();
        cluster.now += 1;
        cluster.settle();
        assertThat(status().on()).isFalse();
        assertThat(cluster.manager.stats().missingBlocks()).isEqualTo(2);
    }

    @Test
    void itEndsAtOnceWhenAllOfTheLastRunAreBackWithEverything() throws HdfsException {
        load(10, 2);
        cluster.manager.start(RememberedDatanodes.ofUuids(List.of("dn-1", "dn-2"), true), cluster.now);
        cluster.register(1, "/r1");
        reportAll(1);
        assertThat(status().on()).isTrue();
        assertThat(status().extensionRemainingMillis()).isEqualTo(30_000);
        assertThat(status().silentDatanodes()).containsExactly(RememberedDatanode.ofUuid("dn-2"));
        assertThat(status().reason()).contains("1 DataNodes of the last run");
        cluster.register(2, "/r1");
        cluster.settle();
        assertThat(status().on()).as("registered, but not reported").isTrue();
        reportAll(2);
        assertThat(status().on()).isFalse();
    }

    @Test
    void whoIsSilentIsNamedByWhereItWasLast() throws HdfsException {
        load(10, 2);
        RememberedDatanode away = new RememberedDatanode("dn-2", "gone.example:9866", "/r2");
        cluster.manager.start(
                new RememberedDatanodes(List.of(RememberedDatanode.ofUuid("dn-1"), away), true), cluster.now);
        assertThat(status().silentDatanodes())
                .extracting(RememberedDatanode::label)
                .containsExactly("dn-1", "gone.example:9866 (dn-2)");
        cluster.register(1, "/r1");
        assertThat(status().silentDatanodes())
                .as("the one has registered, but not reported: it is known where it is")
                .containsExactly(
                        new RememberedDatanode(
                                "dn-1",
                                cluster.manager
                                        .tables()
                                        .registry
                                        .require("dn-1")
                                        .id
                                        .transferAddress(),
                                "/r1"),
                        away);
    }

    @Test
    void oneNodeIsAllThatARemembreredOneNodeClusterCanHave() throws HdfsException {
        load(10, 3);
        cluster.manager.start(RememberedDatanodes.ofUuids(List.of("dn-1"), true), cluster.now);
        cluster.register(1, "/r1");
        reportAll(1);
        assertThat(status().on()).isFalse();
        cluster.settle();
        assertThat(cluster.manager.stats().underReplicatedBlocks()).isEqualTo(10);
    }

    /** The NameNode died before the other two were remembered. */
    @Test
    void aMemoryThatMayBePartialDoesNotShortenTheExtension() throws HdfsException {
        load(10, 3);
        cluster.manager.start(RememberedDatanodes.ofUuids(List.of("dn-1"), false), cluster.now);
        cluster.register(1, "/r1");
        reportAll(1);
        assertThat(status().on()).isTrue();
        assertThat(status().extensionRemainingMillis()).isEqualTo(30_000);
        cluster.register(2, "/r1");
        reportAll(2);
        assertThat(status().on()).as("two of three replicas").isTrue();
        cluster.register(3, "/r1");
        reportAll(3);
        assertThat(status().on()).as("every block has all its replicas").isFalse();
    }

    @Test
    void nothingLacksOnlyOnceEveryBlockHasAllReplicasOnLiveNodes() throws HdfsException {
        load(10, 2);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        for (int node = 1; node <= 2; node++) {
            cluster.register(node, "/r1");
            reportAll(node);
        }
        assertThat(cluster.manager.nothingLacks()).as("in safe mode").isFalse();
        cluster.pass(33_000, 1, 2);
        assertThat(status().on()).isFalse();
        assertThat(cluster.manager.nothingLacks()).isTrue();
        cluster.deleted(2, blocks.get(4));
        assertThat(cluster.manager.nothingLacks()).as("a replica is gone").isFalse();
        cluster.received(2, cluster.source.slot(blocks.get(4).blockId()));
        assertThat(cluster.manager.nothingLacks()).isTrue();
        int open = cluster.openBlock(1, 1);
        assertThat(cluster.manager.nothingLacks()).as("a file is open").isFalse();
        cluster.remove(open);
        assertThat(cluster.manager.nothingLacks()).isTrue();
        cluster.pass(700_000, 1);
        assertThat(cluster.manager.liveDatanodes()).containsExactly("dn-1");
        assertThat(cluster.manager.nothingLacks()).as("a node is dead").isFalse();
    }

    @Test
    void aMissingReplicaLeavesTheExtensionInPlace() throws HdfsException {
        load(10, 2);
        cluster.manager.start(RememberedDatanodes.ofUuids(List.of("dn-1", "dn-2"), true), cluster.now);
        cluster.register(1, "/r1");
        reportAll(1);
        cluster.register(2, "/r1");
        cluster.fullReport(2, blocks.subList(0, 9).toArray(new Block[0]));
        assertThat(status().on()).isTrue();
    }

    @Test
    void losingTheThresholdStopsTheCountdown() throws HdfsException {
        load(10, 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.register(1, "/r1");
        reportAll(1);
        assertThat(status().extensionRemainingMillis()).isEqualTo(30_000);
        for (int i = 0; i < 5; i++) {
            cluster.deleted(1, blocks.get(i));
        }
        cluster.now += 60_000;
        cluster.heartbeat(1);
        cluster.settle();
        assertThat(status().on()).isTrue();
        assertThat(status().blocksReported()).isEqualTo(5);
        assertThat(status().extensionRemainingMillis()).isEqualTo(-1);
    }

    @Test
    void minimumOfDatanodesIsWaitedFor() throws HdfsException {
        Cluster demanding = new Cluster(
                BlockManagerSettings.defaults()
                        .withSafeMode(
                                new BlockManagerSettings.SafeModeRule(0.999, 2, java.time.Duration.ofSeconds(30))),
                1);
        demanding.manager.start(RememberedDatanodes.NONE, demanding.now);
        demanding.register(1, "/r1");
        demanding.settle();
        assertThat(demanding.manager.safeMode().reason()).contains("1 more DataNodes must register");
        demanding.register(2, "/r1");
        demanding.settle();
        assertThat(demanding.manager.safeMode().on()).isFalse();
    }

    @Test
    void nothingIsCopiedOrDeletedDuringTheStart() throws HdfsException {
        load(10, 3);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.register(1, "/r1");
        cluster.register(2, "/r1");
        reportAll(1);
        cluster.received(1, 4711, 500, 1);
        for (int i = 0; i < 5; i++) {
            cluster.now += 3000;
            cluster.settle();
            assertThat(cluster.heartbeat(1)).isEmpty();
        }
        cluster.manager.leaveSafeMode(false);
        cluster.work();
        assertThat(cluster.deletions(1)).extracting(Block::blockId).containsExactly(4711L);
        assertThat(cluster.manager.stats().pendingReconstructionBlocks()).isPositive();
    }

    @Test
    void replicasNewerThanTheNamespaceHoldItOn() throws HdfsException {
        load(1, 1);
        cluster.manager.start(RememberedDatanodes.ofUuids(List.of("dn-1"), true), cluster.now);
        cluster.register(1, "/r1");
        Block fromTheFuture = new Block(2_000_000_000L, cluster.source.nextGenerationStamp() + 5, 77);
        cluster.fullReport(1, blocks.get(0), fromTheFuture);
        cluster.now += 100_000;
        cluster.heartbeat(1);
        cluster.settle();
        assertThat(status().on()).isTrue();
        assertThat(status().reason()).contains("newer than this namespace").contains("77 bytes");
        assertThatThrownBy(() -> cluster.manager.leaveSafeMode(false))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SAFE_MODE));
        cluster.manager.leaveSafeMode(true);
        assertThat(status().on()).isFalse();
    }

    @Test
    void manualSafeModeStaysUntilItIsLeft() throws HdfsException {
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.manager.enterSafeMode();
        cluster.now += 1_000_000;
        cluster.settle();
        assertThat(status().on()).isTrue();
        assertThat(status().manual()).isTrue();
        assertThat(status().reason()).contains("operator");
        cluster.manager.leaveSafeMode(false);
        assertThat(status().on()).isFalse();
    }

    @Test
    void enteredByAnOperatorDuringTheStartItOutlastsTheStart() throws HdfsException {
        load(10, 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.register(1, "/r1");
        cluster.manager.enterSafeMode();
        assertThat(status().manual()).isTrue();
        assertThat(status().reason()).contains("operator");
        assertThat(status().blocksTotal()).as("the start goes on counting").isEqualTo(10);
        reportAll(1);
        cluster.now += 30_000;
        cluster.heartbeat(1);
        cluster.settle();
        assertThat(status().on()).as("the start's extension is over").isTrue();
        assertThat(status().manual()).isTrue();
        assertThat(status().extensionRemainingMillis()).isEqualTo(-1);
        cluster.manager.leaveSafeMode(false);
        assertThat(status().on()).isFalse();
    }

    @Test
    void leavingDuringTheStartEndsBoth() throws HdfsException {
        load(10, 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.manager.enterSafeMode();
        cluster.manager.leaveSafeMode(false);
        assertThat(status().on()).isFalse();
        cluster.settle();
        assertThat(cluster.manager.stats().missingBlocks()).isEqualTo(10);
    }

    @Test
    void lackOfSpaceKeepsItOnUntilItIsLeftAndBringsItBack() throws HdfsException {
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        assertThat(cluster.manager.resourcesLow()).isFalse();
        cluster.manager.enterSafeModeForLackOfResources();
        cluster.now += 1_000_000;
        cluster.settle();
        assertThat(status().on()).isTrue();
        assertThat(status().manual()).isTrue();
        assertThat(status().reason()).contains("low on disk space");
        assertThat(cluster.manager.resourcesLow()).isTrue();
        cluster.manager.leaveSafeMode(false);
        assertThat(status().on()).isFalse();
        assertThat(cluster.manager.resourcesLow()).isFalse();
        cluster.manager.enterSafeModeForLackOfResources();
        assertThat(status().on()).isTrue();
    }

    @Test
    void blocksReclaimedDuringTheStartAreNotWaitedFor() throws HdfsException {
        load(4, 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.register(1, "/r1");
        cluster.fullReport(1, blocks.get(0), blocks.get(1));
        cluster.remove(cluster.source.slot(blocks.get(3).blockId()));
        cluster.remove(cluster.source.slot(blocks.get(1).blockId()));
        assertThat(status().blocksTotal()).isEqualTo(2);
        assertThat(status().blocksReported()).isEqualTo(1);
    }
}
