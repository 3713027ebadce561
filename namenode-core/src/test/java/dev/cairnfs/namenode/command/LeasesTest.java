package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.LeaseInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final long HARD = 20 * 60_000;

    private final Core core = new Core();

    private SoftState soft() {
        return new SoftState(core.blocks, core.leaseClock, core.monotonicMillis);
    }

    private int monitor() throws Exception {
        return core.run(Core.HDFS, new ReleaseExpiredLeases());
    }

    private long create(String path, String client) throws Exception {
        return core.run(Core.HDFS, Core.creating(path, client, false)).fileId();
    }

    private boolean open(long file) {
        return core.namespace.inodes().isUnderConstruction(file);
    }

    @Test
    void closesWhatSilentWritersHaveComplete() throws Exception {
        long silent = create("/a", "silent");
        long awake = create("/b", "awake");
        core.monotonicMillis += HARD;
        assertThat(monitor()).as("at the limit").isZero();
        core.monotonicMillis++;
        new RenewLease("awake").apply(soft());
        assertThat(monitor()).isEqualTo(1);
        assertThat(open(silent)).isFalse();
        assertThat(open(awake)).isTrue();
    }

    @Test
    void keepsALastBlockOfWhichNoReplicaIsKnown() throws Exception {
        long file = create("/a", "client");
        Block block = core.addBlock(file, null).block().block();
        // As after a restart, or with its nodes dead: an acknowledged hflush may be on them.
        core.blocks.pipelines.clear();
        core.monotonicMillis += HARD + 1;
        core.refused(
                Core.HDFS,
                Core.creating("/a", "other", false),
                ErrorCode.RECOVERY_IN_PROGRESS,
                "Failed to CREATE_FILE /a for other on 10.0.0.99 because lease recovery is in progress");
        assertThat(monitor()).isEqualTo(1);
        assertThat(core.namespace.leases().holder(file)).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
        assertThat(monitor()).as("nothing new").isZero();
        assertThat(open(file)).isTrue();
        assertThat(core.namespace.inodes().block(file, 0)).isEqualTo(block.blockId());
    }

    @Test
    void takesTheLeaseWhereABlockMustBeRecovered() throws Exception {
        long file = create("/a", "client");
        Block block = core.addBlock(file, null).block().block();
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isEqualTo(1);
        assertThat(core.namespace.leases().holder(file)).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
        core.refused(
                Core.HDFS,
                new Complete(Core.path("/a"), file, "client", Core.extended(block, 1)),
                ErrorCode.LEASE_EXPIRED,
                "Client (=client) is not the lease owner (=HDFS_NameNode");
        core.refused(
                Core.HDFS,
                new Complete(Core.path("/a"), file, "HDFS_NameNode", Core.extended(block, 1)),
                ErrorCode.ILLEGAL_ARGUMENT,
                "The client name HDFS_NameNode belongs to the NameNode");
        assertThat(monitor()).as("nothing new").isZero();
    }

    @Test
    void closesLaterWhatWasOnlyShortOfReplicas() throws Exception {
        long file = create("/a", "client");
        Block block = core.addBlock(file, null).block().block();
        core.run(Core.HDFS, new Complete(Core.path("/a"), file, "client", Core.extended(block, 9)));
        core.monotonicMillis += HARD + 1;
        monitor();
        assertThat(open(file)).isTrue();
        core.blocks.live.put(block.blockId(), 1);
        assertThat(monitor()).isEqualTo(1);
        assertThat(open(file)).isFalse();
        assertThat(core.status("/a").orElseThrow().length()).isEqualTo(9);
    }

    @Test
    void aCommittedBlockIsNeverDropped() throws Exception {
        long file = create("/a", "client");
        Block block = core.addBlock(file, null).block().block();
        core.run(Core.HDFS, new Complete(Core.path("/a"), file, "client", Core.extended(block, 9)));
        core.blocks.pipelines.clear();
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isEqualTo(1);
        assertThat(core.namespace.leases().holder(file)).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(9);
    }

    @Test
    void doesNothingInSafeMode() throws Exception {
        create("/a", "client");
        core.monotonicMillis += HARD + 1;
        core.blocks.safeModeOn = true;
        assertThat(monitor()).isZero();
    }

    @Test
    void aRoundIsBounded() throws Exception {
        for (int i = 0; i < ReleaseExpiredLeases.RECORDS_MAX + 5; i++) {
            create("/f" + i, "client");
        }
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isEqualTo(ReleaseExpiredLeases.RECORDS_MAX);
        assertThat(monitor()).isEqualTo(5);
        assertThat(core.namespace.leases().openFileCount()).isZero();
    }

    @Test
    void filesInDeletedTreesAreLeftToReclaiming() throws Exception {
        create("/d/f", "client");
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isZero();
        assertThat(core.read(Core.HDFS, new ListLeases())).isEmpty();
        core.run(Core.HDFS, new ReclaimDeleted());
        assertThat(core.namespace.leases().openFileCount()).isZero();
    }

    @Test
    void renewalsOfNamesWithoutLeasesAreForgotten() throws Exception {
        create("/a", "real");
        core.monotonicMillis += 1000;
        new RenewLease("ghost").apply(soft());
        new RenewLease("real").apply(soft());
        monitor();
        core.monotonicMillis += 10;
        assertThat(core.leaseClock.ageMillis("real", core.monotonicMillis)).isEqualTo(10);
        assertThat(core.leaseClock.ageMillis("ghost", core.monotonicMillis)).isEqualTo(1010);
        assertThrows(HdfsException.class, () -> new RenewLease("").apply(soft()));
        assertThrows(HdfsException.class, () -> new RenewLease("x".repeat(1001)).apply(soft()));
    }

    @Test
    void listsTheLongestSilentFirst() throws Exception {
        create("/a", "young");
        create("/d/b", "old");
        core.mkdir(Core.HDFS, "/secret", 0700);
        create("/secret/c", "young");
        core.monotonicMillis += 500;
        new RenewLease("young").apply(soft());
        core.monotonicMillis += 20;

        List<LeaseInfo> leases = core.read(Core.HDFS, new ListLeases());
        assertThat(leases).extracting(LeaseInfo::path).containsExactly("/d/b", "/a", "/secret/c");
        assertThat(leases).extracting(LeaseInfo::ageMillis).containsExactly(520L, 20L, 20L);
        assertThat(leases.get(0).clientMachine()).isEqualTo("10.0.0.99");
        assertThat(core.read(Core.EVE, new ListLeases()))
                .extracting(LeaseInfo::path)
                .containsExactly("/d/b", "/a");
        assertThat(leases).extracting(LeaseInfo::holder).containsExactly("old", "young", "young");
        assertThat(core.read(Core.EVE, new ListLeases()))
                .extracting(lease -> lease.holder() + lease.clientMachine())
                .containsOnly("");
    }

    @Test
    void badBlocksAreHandedOn() throws Exception {
        Block block = new Block(7, 1001, 5);
        int count = new ReportBadBlocks(List.of(new ReportBadBlocks.Replica(block, "dn-1")), "checksum").apply(soft());
        assertThat(count).isEqualTo(1);
        assertThat(core.blocks.marked).containsExactly("blk_7_1001 on dn-1: checksum");
    }
}
