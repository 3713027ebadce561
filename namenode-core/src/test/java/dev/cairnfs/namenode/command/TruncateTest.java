package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.namenode.blocks.RecoveryOutlook;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruncateTest {
    private static final long MIB = 1 << 20;
    private static final List<ReplicaPlace> ONE = List.of(new ReplicaPlace("dn-1", "DS-1"));
    private static final Truncate.CopyRule COPY = (context, file, block) -> true;

    @TempDir
    Path directory;

    private final Core core = new Core();
    private long file;

    /** A closed file of three blocks: two full ones, and one of 1000 bytes. */
    @BeforeEach
    void write() throws HdfsException {
        core.run(Core.HDFS, new SetPermission(Core.path("/"), 0777));
        file = core.create(Core.ALICE, "/f").fileId();
        ExtendedBlock last = null;
        for (long bytes : new long[] {MIB, MIB, 1000}) {
            Block block = core.addBlock(file, last).block().block();
            core.blocks.live.put(block.blockId(), 3);
            last = Core.extended(block, bytes);
        }
        assertThat(core.run(Core.ALICE, new Complete(Core.path("/f"), file, "client", last)))
                .isTrue();
    }

    private static Truncate to(long length) {
        return new Truncate(Core.path("/f"), length, "cutter", "10.0.0.98");
    }

    private static Truncate copyTo(long length) {
        return new Truncate(Core.path("/f"), length, "cutter", "10.0.0.98", COPY);
    }

    private long length() throws HdfsException {
        return core.status("/f").orElseThrow().length();
    }

    private boolean isOpen() {
        return core.namespace.inodes().isUnderConstruction(file);
    }

    private Block last() {
        return Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), file).last());
    }

    private BlockState lastState() {
        return core.namespace.blocks().state(core.namespace.blocks().slot(last().blockId()));
    }

    private long recoveryId() {
        return Objects.requireNonNull(core.blocks.recoveryIds.get(last().blockId()));
    }

    private static CommitBlockSynchronization end(Block block, long id, long length) {
        return new CommitBlockSynchronization(Core.extended(block, 0), id, length, true, false, ONE);
    }

    @Test
    void aRepeatedCallCutsNothingThatWasWrittenSince() throws Exception {
        Caller once = Core.call(Core.ALICE, 7);
        assertThat(core.run(once, to(0))).isTrue();
        core.run(Core.ALICE, new Append(Core.path("/f"), "client", "10.0.0.98", false));
        Block block = core.addBlock(file, null).block().block();
        core.blocks.live.put(block.blockId(), 3);
        core.run(Core.ALICE, new Complete(Core.path("/f"), file, "client", Core.extended(block, 500)));
        assertThat(core.run(once, to(0))).isTrue();
        assertThat(length()).isEqualTo(500);

        Caller inside = Core.call(Core.ALICE, 8);
        assertThat(core.run(inside, to(100))).isFalse();
        core.run(Core.HDFS, end(last(), recoveryId(), 100));
        assertThat(isOpen()).isFalse();
        assertThat(core.run(inside, to(100))).as("as it was answered").isFalse();
        assertThat(length()).isEqualTo(100);
    }

    @Test
    void atTheEndOfABlockItIsDoneAtOnce() throws Exception {
        core.wallMillis += 5;
        assertThat(core.run(Core.ALICE, to(2 * MIB))).isTrue();
        assertThat(length()).isEqualTo(2 * MIB);
        assertThat(core.status("/f").orElseThrow().modificationTimeMillis()).isEqualTo(core.wallMillis);
        assertThat(core.run(Core.ALICE, to(2 * MIB))).as("the same length").isTrue();
        assertThat(core.run(Core.ALICE, to(MIB))).isTrue();
        assertThat(core.namespace.blocks().count()).isEqualTo(1);
        assertThat(core.run(Core.ALICE, to(0))).isTrue();
        assertThat(length()).isZero();
        assertThat(core.namespace.blocks().count()).isZero();
        assertThat(isOpen()).isFalse();
        assertThat(core.blocks.recoveryIds).isEmpty();
        assertThat(core.journal.stream().filter(EditRecord::hasTruncate)).hasSize(3);
    }

    @Test
    void insideABlockItsReplicasAreCut() throws Exception {
        Block second = Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), file).at(1));
        long stamp = core.namespace.nextGenerationStamp();
        assertThat(core.run(Core.ALICE, to(MIB + 7))).isFalse();
        assertThat(last()).isEqualTo(new Block(second.blockId(), second.generationStamp(), 7));
        assertThat(lastState()).isEqualTo(BlockState.TRUNCATING);
        assertThat(recoveryId()).isEqualTo(stamp);
        assertThat(isOpen()).isTrue();
        assertThat(core.namespace.leases().holder(file)).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
        assertThat(core.namespace.leases().clientMachine(file)).isEqualTo("10.0.0.98");
        assertThat(core.run(Core.ALICE, to(MIB + 7))).as("asked again").isFalse();

        core.refused(
                Core.HDFS,
                end(second, stamp, 8),
                ErrorCode.IO,
                "A truncate to 7 bytes of block " + Core.extended(second, 0) + " cannot end with 8");
        core.refused(
                Core.HDFS,
                new CommitBlockSynchronization(Core.extended(second, 0), stamp, 0, true, true, List.of()),
                ErrorCode.IO,
                "Block " + Core.extended(second, 0) + " is not given up: of a truncate 7 bytes stay");
        core.refused(
                Core.HDFS,
                new CommitBlockSynchronization(Core.extended(second, 0), stamp, 7, false, false, ONE),
                ErrorCode.IO,
                "A truncate to 7 bytes");
        assertThat(core.run(Core.HDFS, end(second, stamp, 7))).isTrue();
        assertThat(isOpen()).isFalse();
        assertThat(length()).isEqualTo(MIB + 7);
        assertThat(last()).isEqualTo(new Block(second.blockId(), stamp, 7));
        assertThat(core.blocks.recovered).containsEntry(second.blockId(), ONE);
        assertThat(core.run(Core.HDFS, end(second, stamp, 7))).as("repeated").isTrue();
        assertThat(core.run(Core.ALICE, to(MIB + 7))).as("and done").isTrue();
    }

    /** Somebody appends to the file and closes it. */
    private void appended(long newBytes) throws HdfsException {
        AppendedFile opened = core.run(Core.ALICE, new Append(Core.path("/f"), "appender", "10.0.0.97", false));
        Block reopened = Objects.requireNonNull(opened.lastBlock()).block().block();
        ExtendedBlock grown = Core.extended(reopened, reopened.numBytes() + newBytes);
        assertThat(core.run(Core.ALICE, new Complete(Core.path("/f"), file, "appender", grown)))
                .isTrue();
    }

    private void repeated(Core where, Truncate truncate, boolean answer) throws HdfsException {
        long txid = where.namespace.lastTxid();
        long length = where.namespace.inodes().fileLength(file);
        assertThat(where.run(Core.call(Core.ALICE, 7), truncate)).isEqualTo(answer);
        assertThat(where.namespace.inodes().fileLength(file)).isEqualTo(length);
        assertThat(where.namespace.inodes().isUnderConstruction(file)).isFalse();
        assertThat(where.namespace.lastTxid()).isEqualTo(txid);
    }

    @Test
    void whoHasAppendedSinceLosesNothingToARepetition() throws Exception {
        Truncate same = to(2 * MIB + 1000);
        long modified = core.status("/f").orElseThrow().modificationTimeMillis();
        core.wallMillis += 1000;
        assertThat(core.run(Core.call(Core.ALICE, 7), same)).isTrue();
        assertThat(core.status("/f").orElseThrow().modificationTimeMillis())
                .as("nothing was cut")
                .isEqualTo(modified);
        appended(500);
        assertThat(length()).isEqualTo(2 * MIB + 1500);
        repeated(core, same, true);
        repeated(new Core(core.journal), same, true);
        repeated(new Core(core.namespace.snapshot(), directory), same, true);
        assertThat(core.run(Core.call(Core.ALICE, 8), same))
                .as("another call cuts")
                .isFalse();
    }

    @Test
    void aRepetitionOfWhatJoinedATruncateUnderWayIsAnsweredAsThen() throws Exception {
        core.run(Core.ALICE, to(MIB + 7));
        assertThat(core.run(Core.call(Core.ALICE, 7), to(MIB + 7))).isFalse();
        assertThat(core.run(Core.HDFS, end(last(), recoveryId(), 7))).isTrue();
        core.blocks.live.put(last().blockId(), 3);
        appended(500);
        repeated(core, to(MIB + 7), false);
        repeated(new Core(core.journal), to(MIB + 7), false);
        repeated(new Core(core.namespace.snapshot(), directory), to(MIB + 7), false);
    }

    @Test
    void refusesLargerAndNegativeLengths() throws Exception {
        core.refused(
                Core.ALICE,
                to(2 * MIB + 1001),
                ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                "Cannot truncate to a larger file size. Current size: 2098152, truncate size: 2098153.");
        core.refused(
                Core.ALICE, to(-1), ErrorCode.HADOOP_ILLEGAL_ARGUMENT, "Cannot truncate to a negative file size: -1.");
        core.refused(
                Core.ALICE,
                new Truncate(Core.path("/none"), 0, "c", ""),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /none");
        core.refused(Core.EVE, to(0), ErrorCode.ACCESS_CONTROL, "Permission denied: user=eve, access=WRITE");
        core.blocks.safeModeOn = true;
        core.refused(Core.ALICE, to(0), ErrorCode.SAFE_MODE, "Cannot truncate for /f. Name node is in safe mode.");
    }

    @Test
    void aFileThatIsWrittenIsRefused() throws Exception {
        core.create(Core.ALICE, "/open");
        Truncate open = new Truncate(Core.path("/open"), 0, "cutter", "10.0.0.98");
        core.refused(
                Core.ALICE,
                open,
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to TRUNCATE_FILE /open for cutter on 10.0.0.98 because this file lease is currently owned by"
                        + " client on 10.0.0.99");
        core.monotonicMillis += core.settings.leaseSoftLimit().toMillis() + 1;
        assertThat(core.run(Core.ALICE, open))
                .as("its writer is silent: closed, and empty")
                .isTrue();
        assertThat(core.namespace.leases().openFileCount()).isZero();
    }

    @Test
    void theLastBlockOfASilentWriterIsRecoveredFirst() throws Exception {
        long open = core.create(Core.ALICE, "/open").fileId();
        core.addBlock(open, null);
        core.monotonicMillis += core.settings.leaseSoftLimit().toMillis() + 1;
        Truncate truncate = new Truncate(Core.path("/open"), 0, "cutter", "10.0.0.98");
        HdfsException refusal = assertThrows(HdfsException.class, () -> core.run(Core.ALICE, truncate));
        assertThat(refusal.code()).isEqualTo(ErrorCode.RECOVERY_IN_PROGRESS);
        assertThat(core.namespace.leases().holder(open)).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
    }

    @Test
    void nobodyElseGetsTheFileMeanwhile() throws Exception {
        core.run(Core.ALICE, to(MIB + 7));
        String recovering = " because lease recovery is in progress. Try again later.";
        int before = core.journal.size();
        core.refused(
                Core.ALICE,
                to(MIB + 6),
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to TRUNCATE_FILE /f for cutter on 10.0.0.98 because /f is being truncated.");
        assertThat(core.journal).as("nothing changed").hasSize(before);
        core.refused(
                Core.ALICE,
                Core.creating("/f", "other", false),
                ErrorCode.RECOVERY_IN_PROGRESS,
                "Failed to CREATE_FILE /f for other on 10.0.0.99" + recovering);
        core.refused(
                Core.ALICE,
                new Complete(Core.path("/f"), file, "cutter", Core.extended(last(), 7)),
                ErrorCode.LEASE_EXPIRED,
                "Client (=cutter) is not the lease owner");
        assertThat(core.run(Core.ALICE, new RecoverLease(Core.path("/f"), "c"))).isFalse();
        assertThat(Objects.requireNonNull(
                                core.read(Core.HDFS, new ListLeases()).get(0).lastBlock())
                        .state())
                .isEqualTo(BlockConstructionState.UNDER_RECOVERY);
        LocatedBlocks located = core.read(Core.ALICE, new GetBlockLocations(Core.path("/f"), 0, Long.MAX_VALUE, true));
        assertThat(located.underConstruction()).isTrue();
        assertThat(located.lastBlockComplete()).isFalse();
        assertThat(located.fileLength()).isEqualTo(MIB);
    }

    @Test
    void anAttemptThatFailsIsBegunAnew() throws Exception {
        core.run(Core.ALICE, to(MIB + 7));
        Block cut = last();
        long first = recoveryId();
        core.blocks.outlooks.put(cut.blockId(), RecoveryOutlook.POSSIBLE);
        core.run(Core.HDFS, new ReleaseExpiredLeases());
        assertThat(recoveryId()).isEqualTo(first + 1);
        core.refused(Core.HDFS, end(cut, first, 7), ErrorCode.IO, "The recovery id " + first + " does not match");
        assertThat(core.run(Core.HDFS, end(cut, first + 1, 7))).isTrue();
        assertThat(isOpen()).isFalse();
    }

    /** HDFS-12638. */
    @Test
    void aFileThatIsDeletedMeanwhileLeavesNothing() throws Exception {
        core.run(Core.ALICE, to(MIB + 7));
        Block cut = last();
        long id = recoveryId();
        core.run(Core.ALICE, new Delete(Core.path("/f"), false));
        core.run(Core.HDFS, new ReclaimDeleted());
        assertThat(core.namespace.blocks().count()).isZero();
        assertThat(core.namespace.leases().openFileCount()).isZero();
        core.refused(Core.HDFS, end(cut, id, 7), ErrorCode.IO, "Block (=");
    }

    @Test
    void aCopyIsCutWhereTheOldContentIsNeeded() throws Exception {
        Block old = Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), file).at(1));
        long stamp = core.namespace.nextGenerationStamp();
        assertThat(core.run(Core.ALICE, copyTo(MIB + 7))).isFalse();
        Block copy = last();
        assertThat(copy.blockId()).isNotEqualTo(old.blockId());
        assertThat(copy.generationStamp()).isEqualTo(stamp);
        assertThat(copy.numBytes()).isEqualTo(7);
        assertThat(lastState()).isEqualTo(BlockState.TRUNCATING);
        assertThat(length()).isEqualTo(MIB + 7);
        assertThat(core.namespace.leases().copiedBlock(file)).isEqualTo(old.blockId());
        assertThat(core.namespace.blocks().exists(old.blockId())).isTrue();
        assertThat(recoveryId()).isEqualTo(stamp);

        Block first = Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), file).at(0));
        core.refused(Core.HDFS, end(first, stamp, 7), ErrorCode.IO, "The recovery id " + stamp + " does not match");
        assertThat(core.run(Core.HDFS, end(old, stamp, 7)))
                .as("told by the old block's name")
                .isTrue();
        assertThat(isOpen()).isFalse();
        assertThat(last()).isEqualTo(copy);
        assertThat(core.namespace.blocks().exists(old.blockId())).isFalse();
        assertThat(core.blocks.recovered).containsEntry(copy.blockId(), ONE);
    }

    @Test
    void theOldBlockStaysUntilTheCopyHasItsReplicas() throws Exception {
        Block old = Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), file).at(1));
        core.run(Core.ALICE, copyTo(MIB + 7));
        core.blocks.nodes = 0;
        assertThat(core.run(Core.HDFS, end(old, recoveryId(), 7))).isTrue();
        assertThat(isOpen()).isTrue();
        assertThat(core.namespace.blocks().exists(old.blockId())).isTrue();
        core.blocks.live.put(last().blockId(), 1);
        core.run(Core.HDFS, new ReleaseExpiredLeases());
        assertThat(isOpen()).isFalse();
        assertThat(core.namespace.blocks().exists(old.blockId())).isFalse();
    }

    @Test
    void aFileThatIsDeletedWhileItsBlockIsCopiedLeavesNothing() throws Exception {
        core.run(Core.ALICE, copyTo(MIB + 7));
        core.run(Core.ALICE, new Delete(Core.path("/f"), false));
        core.run(Core.HDFS, new ReclaimDeleted());
        assertThat(core.namespace.blocks().count()).isZero();
    }
}
