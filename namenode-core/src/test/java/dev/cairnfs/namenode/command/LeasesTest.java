package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.namenode.blocks.RecoveryOutlook;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LeaseInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        core.blocks.outlooks.put(block.blockId(), RecoveryOutlook.WAITING);
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isEqualTo(1);
        assertThat(core.blocks.awaited).containsExactly(block.blockId());
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
        assertThat(monitor()).as("a stamp and the lease").isEqualTo(2);
        assertThat(core.blocks.recoveryIds).containsEntry(block.blockId(), block.generationStamp() + 1);
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
        monitor();
        core.blocks.live.put(block.blockId(), 1);
        assertThat(monitor()).as("looked at a moment ago").isZero();
        core.monotonicMillis += ReleaseExpiredLeases.RECOVERY_PERIOD_MILLIS;
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
    void aRoundLooksAtABoundedNumberOfFiles() throws Exception {
        int files = 450;
        for (int i = 0; i < files; i++) {
            long file = create("/f" + i, "client");
            Block block = core.addBlock(file, null).block().block();
            core.run(Core.HDFS, new Complete(Core.path("/f" + i), file, "client", Core.extended(block, 9)));
        }
        core.monotonicMillis += HARD + 1;
        assertThat(monitor()).isEqualTo(ReleaseExpiredLeases.RECORDS_MAX);
        assertThat(monitor()).isEqualTo(ReleaseExpiredLeases.RECORDS_MAX);
        assertThat(monitor()).isEqualTo(50);
        assertThat(monitor()).isZero();
        core.blocks.looked = 0;
        for (int i = 0; i < 20; i++) {
            assertThat(monitor()).isZero();
        }
        assertThat(core.blocks.looked).as("stuck files are left alone").isZero();
        core.monotonicMillis += ReleaseExpiredLeases.RECOVERY_PERIOD_MILLIS;
        core.namespace
                .leases()
                .files(ReleaseExpiredLeases.RECOVERY_HOLDER)
                .forEach(file -> core.blocks.live.put(core.namespace.inodes().block(file, 0), 1));
        for (int closed = 0; closed < files; ) {
            int more = monitor();
            assertThat(more).isBetween(1, ReleaseExpiredLeases.RECORDS_MAX);
            closed += more;
        }
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
    void renewalsOfNamesWithoutLeasesAreNotRemembered() throws Exception {
        create("/a", "real");
        core.blocks.safeModeOn = true;
        core.monotonicMillis += 1000;
        new RenewLease("ghost").apply(soft());
        new RenewLease("real").apply(soft());
        for (int i = 0; i < 1000; i++) {
            new RenewLease("ghost-" + i).apply(soft());
        }
        assertThat(core.leaseClock.size()).isEqualTo(1);
        core.monotonicMillis += 10;
        assertThat(core.leaseClock.ageMillis("real", core.monotonicMillis)).isEqualTo(10);
        assertThat(core.leaseClock.ageMillis("ghost", core.monotonicMillis)).isEqualTo(1010);
        assertThrows(HdfsException.class, () -> new RenewLease("").apply(soft()));
        assertThrows(HdfsException.class, () -> new RenewLease("x".repeat(1001)).apply(soft()));
    }

    @Test
    void namesAreForgottenWithTheirLastLease() throws Exception {
        long a = create("/a", "client");
        long b = create("/b", "client");
        create("/d/c", "deleted");
        core.run(Core.HDFS, new Complete(Core.path("/a"), a, "client", null));
        assertThat(core.leaseClock.size()).isEqualTo(2);
        core.run(Core.HDFS, new Complete(Core.path("/b"), b, "client", null));
        assertThat(core.leaseClock.size()).isEqualTo(1);
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        core.run(Core.HDFS, new ReclaimDeleted());
        core.monotonicMillis += core.settings.leaseSoftLimit().toMillis() + 1;
        monitor();
        assertThat(core.leaseClock.size()).isZero();
    }

    @Test
    void leasesOfTheLastRunExpireToo() throws Exception {
        long file = create("/a", "client");
        LeaseClock restarted = new LeaseClock(core.namespace.leases(), core.monotonicMillis);
        List<String> silent = new ArrayList<>();
        restarted.forEachSilent(HARD, core.monotonicMillis + HARD + 1, silent::add);
        assertThat(silent).containsExactly("client");
        assertThat(open(file)).isTrue();
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

    /** Otherwise anybody could have good replicas quarantined. */
    @Test
    void onlyWhoCouldReadABlockMayCallItBad() throws Exception {
        core.mkdir(Core.HDFS, "/closed", 0700);
        long hidden = core.file(Core.HDFS, "/closed/f", 10);
        long unreadable = core.file(Core.HDFS, "/f", 10);
        core.run(Core.HDFS, new SetPermission(Core.path("/f"), 0640));
        assertRefused(unreadable, "Permission denied: user=eve, access=READ");
        assertRefused(hidden, "Permission denied: user=eve, access=EXECUTE");
        assertThat(core.read(Core.HDFS, checkOf(hidden))).isTrue();
        core.run(Core.HDFS, new SetPermission(Core.path("/f"), 0644));
        assertThat(core.read(Core.EVE, checkOf(unreadable))).isTrue();
        ExtendedBlock unknown = Core.extended(new Block(4711, 1, 1), 1);
        assertThat(core.read(Core.EVE, new CheckBadBlocks(List.of(unknown)))).isTrue();
        ExtendedBlock foreign = new ExtendedBlock("BP-other", unknown.block());
        core.refused(Core.HDFS, new CheckBadBlocks(List.of(foreign)), ErrorCode.IO, "Unexpected BlockPoolId BP-other");
        assertThat(core.blocks.marked).isEmpty();
    }

    private CheckBadBlocks checkOf(long fileId) {
        long blockId = core.namespace.inodes().block(fileId, 0);
        return new CheckBadBlocks(List.of(Core.extended(new Block(blockId, 1, 1), 1)));
    }

    private void assertRefused(long fileId, String why) throws HdfsException {
        core.refused(Core.EVE, checkOf(fileId), ErrorCode.ACCESS_CONTROL, why);
        // One of several is enough.
        List<ExtendedBlock> several = new ArrayList<>(checkOf(fileId).reported());
        several.add(0, Core.extended(new Block(4711, 1, 1), 1));
        core.refused(Core.EVE, new CheckBadBlocks(several), ErrorCode.ACCESS_CONTROL, why);
    }

    @Test
    void theLeaseOfOneFileIsToldWithItsLastBlock() throws Exception {
        long file = create("/dir/a", "client");
        Block block = core.addBlock(file, null).block().block();
        LeaseInfo lease =
                core.read(Core.HDFS, new GetLease(Core.path("/dir/a"))).orElseThrow();
        assertThat(lease.path()).isEqualTo("/dir/a");
        assertThat(lease.holder()).isEqualTo("client");
        assertThat(Objects.requireNonNull(lease.lastBlock()).block()).isEqualTo(block);
        assertThat(core.read(Core.EVE, new GetLease(Core.path("/dir/a"))))
                .as("without what a writer proves himself with")
                .contains(new LeaseInfo("/dir/a", file, "", "", lease.ageMillis(), lease.lastBlock()));
        assertThat(core.read(Core.HDFS, new GetBlockMap(Core.path("/dir/a"), 0, 100))
                        .blocks())
                .hasSize(1);
        create("/closed", "silent");
        core.monotonicMillis += HARD + 1;
        new RenewLease("client").apply(soft());
        monitor();
        assertThat(core.read(Core.HDFS, new GetLease(Core.path("/closed")))).isEmpty();
        core.run(Core.HDFS, new SetPermission(Core.path("/dir"), 0700));
        assertThrows(HdfsException.class, () -> core.read(Core.EVE, new GetLease(Core.path("/dir/a"))));
        assertThrows(HdfsException.class, () -> core.read(Core.HDFS, new GetLease(Core.path("/none"))));
    }

    @Test
    void badBlocksAreHandedOn() throws Exception {
        Block block = new Block(7, 1001, 5);
        int count = new ReportBadBlocks(List.of(new ReportBadBlocks.Replica(block, "dn-1")), "checksum").apply(soft());
        assertThat(count).isEqualTo(1);
        assertThat(core.blocks.marked).containsExactly("blk_7_1001 on dn-1: checksum");
    }
}
