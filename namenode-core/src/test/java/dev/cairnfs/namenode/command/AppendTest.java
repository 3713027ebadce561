package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** append, and what a writer does behind it. */
class AppendTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();

    @BeforeEach
    void letEverybodyIn() throws Exception {
        core.run(Core.HDFS, new SetPermission(Core.path("/"), 0777));
    }

    private static Append appending(String path, String client, boolean newBlock) {
        return new Append(Core.path(path), client, "10.0.0.99", newBlock);
    }

    private AppendedFile append(boolean newBlock) throws Exception {
        return core.run(Core.ALICE, appending("/f", "appender", newBlock));
    }

    private LocatedBlock reopened() throws Exception {
        return Objects.requireNonNull(append(false).lastBlock());
    }

    private AddBlock adding(long file, @Nullable ExtendedBlock previous) {
        return new AddBlock(Core.path("/f"), file, "appender", previous, List.of(), List.of());
    }

    private boolean completed(long file, @Nullable ExtendedBlock last) throws Exception {
        return core.run(Core.ALICE, new Complete(Core.path("/f"), file, "appender", last));
    }

    private OpCase lastRecord() {
        return core.journal.get(core.journal.size() - 1).getOpCase();
    }

    private Block block(long file, int index) {
        Block block = new FileBlocks(core.context(Core.HDFS), file).at(index);
        return Objects.requireNonNull(block);
    }

    @Test
    void aPartialLastBlockIsReopenedUnderItsOwnStamp() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        AppendedFile appended = append(false);
        LocatedBlock last = Objects.requireNonNull(appended.lastBlock());
        assertThat(last.block().block()).isEqualTo(new Block(block(file, 0).blockId(), 1001, 700));
        assertThat(last.offset()).isZero();
        assertThat(last.locations()).hasSize(3);
        assertThat(appended.status().fileId()).isEqualTo(file);
        assertThat(appended.status().length()).isEqualTo(700);
        assertThat(lastRecord()).isEqualTo(OpCase.APPEND);
        assertThat(core.namespace.leases().holder(file)).isEqualTo("appender");
        assertThat(core.namespace.leases().clientMachine(file)).isEqualTo("10.0.0.99");
        assertThat(core.blocks.pipelines.get(last.block().block().blockId())).isEqualTo(last.locations());
    }

    @Test
    void theWriterGoesOnUnderANewStampAndClosesTheFile() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        ExtendedBlock old = reopened().block();
        ExtendedBlock renewed = core.run(Core.ALICE, new UpdateBlockForPipeline(old, "appender"))
                .block();
        assertThat(renewed.block().numBytes()).isEqualTo(700);
        List<ReplicaPlace> pipeline = List.of(new ReplicaPlace("dn-1", "DS-1"));
        core.run(Core.ALICE, new UpdatePipeline("appender", old, renewed, pipeline));
        ExtendedBlock longer = Core.extended(renewed.block(), 900);
        core.refused(
                Core.ALICE,
                new Complete(Core.path("/f"), file, "appender", Core.extended(renewed.block(), 699)),
                ErrorCode.IO,
                "Commit block with fewer bytes than it has.");
        assertThat(completed(file, longer)).isTrue();
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(900);
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isFalse();
    }

    @Test
    void theNextBlockBeginsWhereTheGrownOneEnds() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        ExtendedBlock old = reopened().block();
        LocatedBlock next = core.run(Core.ALICE, adding(file, Core.extended(old.block(), MIB)));
        assertThat(next.offset()).isEqualTo(MIB);
    }

    @Test
    void whoWritesNothingClosesTheFileAsItWas() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        assertThat(completed(file, reopened().block())).isTrue();
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(700);
    }

    @Test
    void aFullLastBlockIsFollowedByANewOne() throws Exception {
        long file = core.file(Core.ALICE, "/f", MIB);
        assertThat(append(false).lastBlock()).isNull();
        LocatedBlock next = core.run(Core.ALICE, adding(file, null));
        assertThat(next.offset()).isEqualTo(MIB);
        assertThat(core.run(Core.ALICE, adding(file, null))).as("asked again").isEqualTo(next);
        assertThat(core.namespace.inodes().blockCount(file)).isEqualTo(2);
        core.blocks.live.put(next.block().block().blockId(), 1);
        assertThat(completed(file, Core.extended(next.block().block(), 5))).isTrue();
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(MIB + 5);
    }

    @Test
    void aNewBlockIsWantedBehindAPartialOne() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        assertThat(append(true).lastBlock()).isNull();
        LocatedBlock next = core.run(Core.ALICE, adding(file, null));
        assertThat(next.offset()).isEqualTo(700);
        // HDFS's own client names the block before.
        assertThat(core.run(Core.ALICE, adding(file, Core.extended(block(file, 0), 700))))
                .isEqualTo(next);
    }

    @Test
    void anEmptyFileHasNothingToReopen() throws Exception {
        long file = core.file(Core.ALICE, "/f", 0);
        assertThat(append(false).lastBlock()).isNull();
        assertThat(core.run(Core.ALICE, adding(file, null)).offset()).isZero();
    }

    @Test
    void aBlockBehindAReopenedOneNeedsItsEndFirst() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        append(false);
        core.refused(
                Core.ALICE,
                adding(file, null),
                ErrorCode.IO,
                "Request looked like a retry to allocate block " + block(file, 0) + " but it already contains 700");
        core.refused(
                Core.ALICE,
                adding(file, Core.extended(new Block(4711, 1001, 0), 1)),
                ErrorCode.IO,
                "Cannot allocate block in /f: passed 'previous' block");
    }

    @Test
    void bytesThatWereThereAreNeverAbandoned() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        ExtendedBlock old = reopened().block();
        core.refused(
                Core.ALICE,
                new AbandonBlock(Core.path("/f"), file, "appender", old),
                ErrorCode.IO,
                "Cannot abandon block " + old + " of /f: it was there before the file was appended to");
    }

    /** Also when a primary DataNode has heard everybody say that nothing is there. */
    @Test
    void whatWasThereIsNotGivenUpByARecovery() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        ExtendedBlock old = reopened().block();
        ExtendedBlock renewed = core.run(Core.ALICE, new UpdateBlockForPipeline(old, "appender"))
                .block();
        core.run(Core.ALICE, new UpdatePipeline("appender", old, renewed, List.of(new ReplicaPlace("dn-1", "DS-1"))));
        assertThat(core.run(Core.ALICE, new RecoverLease(Core.path("/f"), "another")))
                .isFalse();
        long id = Objects.requireNonNull(
                core.blocks.recoveryIds.get(renewed.block().blockId()));
        core.refused(
                Core.HDFS,
                new CommitBlockSynchronization(renewed, id, 0, true, true, List.of()),
                ErrorCode.IO,
                "Block " + renewed + " is not given up: bytes of it were there before the file was appended to");
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isTrue();
        assertThat(core.run(
                        Core.HDFS,
                        new CommitBlockSynchronization(
                                renewed, id, 700, true, false, List.of(new ReplicaPlace("dn-1", "DS-1")))))
                .isTrue();
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(700);
        assertThat(block(file, 0).generationStamp()).isEqualTo(id);
    }

    @Test
    void aReopenedBlockWithoutAByteIsLikeANewOne() throws Exception {
        long file = core.create(Core.ALICE, "/f").fileId();
        Block empty = core.addBlock(file, null).block().block();
        core.blocks.live.put(empty.blockId(), 3);
        assertThat(core.run(Core.ALICE, new Complete(Core.path("/f"), file, "client", Core.extended(empty, 0))))
                .isTrue();
        reopened();
        assertThat(completed(file, null)).isTrue();
        assertThat(core.namespace.inodes().blockCount(file)).isZero();
    }

    @Test
    void whoNamesNoBlockDoesNotCloseTheFileWithoutTheReopenedOne() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        reopened();
        assertThat(completed(file, null)).isFalse();
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(700);
    }

    @Test
    void aReopenedBlockWithTooFewReplicasIsRefused() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        core.blocks.live.clear();
        core.refused(
                Core.ALICE,
                appending("/f", "appender", false),
                ErrorCode.IO,
                "append: lastBlock=" + block(file, 0) + " of src=/f is not sufficiently replicated yet.");
    }

    @Test
    void wrongTargets() throws Exception {
        core.mkdir(Core.ALICE, "/d", 0755);
        core.refused(
                Core.ALICE,
                appending("/d", "appender", false),
                ErrorCode.FILE_ALREADY_EXISTS,
                "Cannot append to directory /d; already exists as a directory.");
        core.refused(
                Core.ALICE,
                appending("/no", "appender", false),
                ErrorCode.FILE_NOT_FOUND,
                "Failed to append to non-existent file /no for client 10.0.0.99");
        core.file(Core.ALICE, "/f", 700);
        core.refused(
                Core.EVE, appending("/f", "appender", false), ErrorCode.ACCESS_CONTROL, "Permission denied: user=eve");
        core.refused(Core.ALICE, appending("/f", "", false), ErrorCode.ILLEGAL_ARGUMENT, "A client name has");
        core.blocks.safeModeOn = true;
        core.refused(Core.ALICE, appending("/f", "appender", false), ErrorCode.SAFE_MODE, "Cannot append to file/f");
    }

    @Test
    void anotherWritersFileIsRefusedWithinTheSoftLimit() throws Exception {
        core.file(Core.ALICE, "/f", 700);
        append(false);
        core.refused(
                Core.ALICE,
                appending("/f", "second", false),
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to APPEND_FILE /f for second on 10.0.0.99 because this file lease is currently owned by"
                        + " appender on 10.0.0.99");
        core.refused(
                Core.ALICE,
                appending("/f", "appender", false),
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to APPEND_FILE /f for appender on 10.0.0.99 because appender is already the current lease");
    }

    @Test
    void aSilentWritersFileIsClosedAndOpenedInOneCall() throws Exception {
        long file = core.file(Core.ALICE, "/f", MIB);
        append(true);
        core.monotonicMillis += 61_000;
        Caller caller = Core.call(Core.ALICE, 3);
        AppendedFile appended = core.run(caller, appending("/f", "second", false));
        assertThat(appended.lastBlock()).isNull();
        assertThat(core.journal.subList(core.journal.size() - 2, core.journal.size()))
                .extracting(record -> record.getOpCase())
                .containsExactly(OpCase.CLOSE_FILE, OpCase.APPEND);
        assertThat(core.namespace.leases().holder(file)).isEqualTo("second");
        core.refused(
                Core.ALICE,
                adding(file, null),
                ErrorCode.LEASE_EXPIRED,
                "Client (=appender) is not the lease owner (=second: /f");
    }

    @Test
    void aSilentWritersBlockIsRecoveredFirst() throws Exception {
        core.file(Core.ALICE, "/f", 700);
        append(false);
        core.monotonicMillis += 61_000;
        HdfsException refusal =
                assertThrows(HdfsException.class, () -> core.run(Core.ALICE, appending("/f", "second", false)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.RECOVERY_IN_PROGRESS);
        assertThat(lastRecord()).isEqualTo(OpCase.REASSIGN_LEASE);
    }

    @Test
    void anAppendIsDoneOnce() throws Exception {
        long file = core.file(Core.ALICE, "/f", 700);
        Caller caller = Core.call(Core.ALICE, 5);
        AppendedFile first = core.run(caller, appending("/f", "appender", false));
        long txid = core.namespace.lastTxid();
        assertThat(core.run(caller, appending("/f", "appender", false))).isEqualTo(first);
        assertThat(core.namespace.lastTxid()).isEqualTo(txid);
        core.blocks.pipelines.clear();
        core.refused(caller, appending("/f", "appender", false), ErrorCode.RETRIABLE, "append: no DataNode has");
        core.run(Core.ALICE, new Delete(Core.path("/f"), false));
        core.refused(caller, appending("/f", "appender", false), ErrorCode.FILE_NOT_FOUND, "File does not exist: /f");
        assertThat(core.namespace.inodes().exists(file)).isFalse();
    }

    @Test
    void readersSeeWhatWasThereWhileItIsAppendedTo() throws Exception {
        core.file(Core.ALICE, "/f", 700);
        append(false);
        var located = core.read(Core.ALICE, new GetBlockLocations(Core.path("/f"), 0, 1000, false));
        LocatedBlock last = Objects.requireNonNull(located.lastBlock());
        assertThat(located.underConstruction()).isTrue();
        assertThat(located.lastBlockComplete()).isFalse();
        assertThat(last.block().block().numBytes()).isEqualTo(700);
        assertThat(last.locations()).hasSize(3);
    }
}
