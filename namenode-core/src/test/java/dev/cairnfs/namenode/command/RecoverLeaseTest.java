package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.namenode.blocks.RecoveryOutlook;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Taking a file from a writer, and the end of the recovery that follows. */
class RecoverLeaseTest {
    private static final List<ReplicaPlace> TWO =
            List.of(new ReplicaPlace("dn-1", "DS-1"), new ReplicaPlace("dn-2", "DS-2"));

    private final Core core = new Core();

    private boolean recover(String path) throws HdfsException {
        return core.run(Core.ALICE, new RecoverLease(Core.path(path), "alice-client"));
    }

    /** An open file with one block under construction. */
    private Block open(String path) throws HdfsException {
        long file = core.create(Core.ALICE, path).fileId();
        return core.addBlock(file, null).block().block();
    }

    private long fileOf(Block block) {
        return core.namespace.blocks().file(core.namespace.blocks().slot(block.blockId()));
    }

    private boolean isOpen(Block block) {
        return core.namespace.inodes().isUnderConstruction(fileOf(block));
    }

    private List<OpCase> recordsSince(int from) {
        return core.journal.subList(from, core.journal.size()).stream()
                .map(EditRecord::getOpCase)
                .toList();
    }

    private static CommitBlockSynchronization end(Block block, long id, long length) {
        return new CommitBlockSynchronization(Core.extended(block, 0), id, length, true, false, TWO);
    }

    private static CommitBlockSynchronization giveUp(Block block, long id) {
        return new CommitBlockSynchronization(Core.extended(block, 0), id, 0, true, true, List.of());
    }

    private long recoveryId(Block block) {
        return Objects.requireNonNull(core.blocks.recoveryIds.get(block.blockId()));
    }

    @Test
    void aClosedFileIsClosed() throws Exception {
        openDirectory();
        core.file(Core.ALICE, "/a", 10);
        assertThat(recover("/a")).isTrue();
        core.refused(
                Core.ALICE,
                new RecoverLease(Core.path("/none"), "c"),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /none");
        core.mkdir(Core.ALICE, "/d", 0755);
        core.refused(Core.ALICE, new RecoverLease(Core.path("/d"), "c"), ErrorCode.FILE_NOT_FOUND, "");
    }

    @Test
    void needsWriteAccessAndNoSafeMode() throws Exception {
        openDirectory();
        open("/a");
        core.refused(
                Core.EVE,
                new RecoverLease(Core.path("/a"), "c"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=eve");
        core.refused(Core.ALICE, new RecoverLease(Core.path("/a"), ""), ErrorCode.ILLEGAL_ARGUMENT, "A client name");
        core.blocks.safeModeOn = true;
        core.refused(
                Core.ALICE,
                new RecoverLease(Core.path("/a"), "c"),
                ErrorCode.SAFE_MODE,
                "Cannot recover the lease of /a. Name node is in safe mode.");
    }

    @Test
    void closesAtOnceWhatIsComplete() throws Exception {
        openDirectory();
        core.create(Core.ALICE, "/empty");
        assertThat(recover("/empty")).as("without a block").isTrue();
        Block block = open("/a");
        core.blocks.live.put(block.blockId(), 1);
        core.run(
                Core.ALICE,
                new AddBlock(Core.path("/a"), fileOf(block), "client", Core.extended(block, 5), List.of(), List.of()));
        Block second = Objects.requireNonNull(new FileBlocks(core.context(Core.HDFS), fileOf(block)).last());
        core.blocks.outlooks.put(second.blockId(), RecoveryOutlook.NOWHERE);
        assertThat(recover("/a")).isTrue();
        assertThat(core.status("/a").orElseThrow().length()).isEqualTo(5);
        assertThat(core.namespace.inodes().blockCount(fileOf(block))).isEqualTo(1);
    }

    private void openDirectory() throws HdfsException {
        core.run(Core.HDFS, new SetPermission(Core.path("/"), 0777));
    }

    /** However alive the writer is, and also when it is the one who asks. */
    @Test
    void shutsTheWriterOut() throws Exception {
        openDirectory();
        Block block = open("/a");
        long stamp = core.namespace.nextGenerationStamp();
        int before = core.journal.size();
        assertThat(core.run(Core.ALICE, new RecoverLease(Core.path("/a"), "client")))
                .isFalse();
        assertThat(recordsSince(before)).containsExactly(OpCase.NEXT_GENERATION_STAMP, OpCase.REASSIGN_LEASE);
        assertThat(recoveryId(block)).isEqualTo(stamp);
        assertThat(core.namespace.nextGenerationStamp()).isEqualTo(stamp + 1);
        assertThat(recover("/a")).as("asked again").isFalse();
        assertThat(recordsSince(before)).hasSize(2);

        long file = fileOf(block);
        String why = "Client (=client) is not the lease owner (=HDFS_NameNode";
        ExtendedBlock last = Core.extended(block, 7);
        core.refused(Core.ALICE, new Complete(Core.path("/a"), file, "client", last), ErrorCode.LEASE_EXPIRED, why);
        core.refused(
                Core.ALICE,
                new AddBlock(Core.path("/a"), file, "client", last, List.of(), List.of()),
                ErrorCode.LEASE_EXPIRED,
                why);
        core.refused(Core.ALICE, new AbandonBlock(Core.path("/a"), file, "client", last), ErrorCode.LEASE_EXPIRED, why);
    }

    @Test
    void waitsForReplicasOfACommittedBlock() throws Exception {
        openDirectory();
        Block block = open("/a");
        core.run(Core.ALICE, new Complete(Core.path("/a"), fileOf(block), "client", Core.extended(block, 5)));
        core.refused(
                Core.ALICE,
                new RecoverLease(Core.path("/a"), "c"),
                ErrorCode.ALREADY_BEING_CREATED,
                "DIR* NameSystem.internalReleaseLease: Failed to release lease for file /a."
                        + " Committed blocks are waiting to be minimally replicated.");
        assertThat(core.namespace.leases().holder(fileOf(block))).isEqualTo("client");
        core.blocks.live.put(block.blockId(), 1);
        assertThat(recover("/a")).isTrue();
    }

    private static RecoverLease givingUp(long file, String client) throws HdfsException {
        return new RecoverLease(Core.path("/.reserved/.inodes/" + file), client, true);
    }

    /** By its id, so that neither a rename nor a new file of the old name is in the way; and it may write nothing there. */
    @Test
    void aWriterGivesItsOwnFileUp() throws Exception {
        openDirectory();
        Block block = open("/d/a");
        long file = fileOf(block);
        core.run(Core.HDFS, new Rename(Core.path("/d/a"), Core.path("/d/b")));
        long other = core.create(Core.ALICE, "/d/a").fileId();
        core.run(Core.HDFS, new SetPermission(Core.path("/d/b"), 0400));
        core.run(Core.HDFS, new SetPermission(Core.path("/d"), 0));
        core.refused(
                Core.ALICE,
                new RecoverLease(Core.path("/.reserved/.inodes/" + file), "client"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=alice");
        int before = core.journal.size();
        assertThat(core.run(Core.ALICE, givingUp(file, "client"))).isFalse();
        assertThat(recordsSince(before)).containsExactly(OpCase.NEXT_GENERATION_STAMP, OpCase.REASSIGN_LEASE);
        assertThat(core.namespace.leases().holder(other)).isEqualTo("client");
        assertThat(core.run(Core.HDFS, end(block, recoveryId(block), 5))).isTrue();
        assertThat(core.run(Core.ALICE, givingUp(file, "client")))
                .as("repeated")
                .isTrue();
    }

    @Test
    void nobodyElsesFileIsGivenUp() throws Exception {
        openDirectory();
        long file = fileOf(open("/a"));
        int before = core.journal.size();
        assertThat(core.run(Core.ALICE, givingUp(file, "former"))).isFalse();
        assertThat(recordsSince(before)).isEmpty();
        core.run(Core.HDFS, new Delete(Core.path("/a"), false));
        core.refused(
                Core.ALICE,
                givingUp(file, "client"),
                ErrorCode.FILE_NOT_FOUND,
                "File for given inode path does not exist: /.reserved/.inodes/" + file);
    }

    @Test
    void aFileThatIsGivenUpIsTheNameNodesAlsoWhileReplicasLack() throws Exception {
        openDirectory();
        Block block = open("/a");
        core.run(Core.ALICE, new Complete(Core.path("/a"), fileOf(block), "client", Core.extended(block, 5)));
        assertThat(core.run(Core.ALICE, givingUp(fileOf(block), "client"))).isFalse();
        assertThat(core.namespace.leases().holder(fileOf(block))).isEqualTo(ReleaseExpiredLeases.RECOVERY_HOLDER);
        core.blocks.live.put(block.blockId(), 1);
        core.run(Core.HDFS, new ReleaseExpiredLeases());
        assertThat(isOpen(block)).isFalse();
    }

    @Test
    void anotherWriterTakesOverAfterTheSoftLimit() throws Exception {
        openDirectory();
        Block block = open("/a");
        Create other = Core.creating("/a", "other", false);
        core.monotonicMillis += core.settings.leaseSoftLimit().toMillis();
        core.refused(
                Core.ALICE,
                other,
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to CREATE_FILE /a for other on 10.0.0.99 because this file lease is currently owned by client");
        core.monotonicMillis++;
        int before = core.journal.size();
        String recovering = "Failed to CREATE_FILE /a for other on 10.0.0.99 because lease recovery is in progress."
                + " Try again later.";
        HdfsException refusal = assertThrows(HdfsException.class, () -> core.run(Core.ALICE, other));
        assertThat(refusal.code()).isEqualTo(ErrorCode.RECOVERY_IN_PROGRESS);
        assertThat(refusal).hasMessage(recovering);
        assertThat(recordsSince(before)).containsExactly(OpCase.NEXT_GENERATION_STAMP, OpCase.REASSIGN_LEASE);
        core.refused(Core.ALICE, other, ErrorCode.RECOVERY_IN_PROGRESS, recovering);

        assertThat(core.run(Core.HDFS, end(block, recoveryId(block), 77))).isTrue();
        core.refused(Core.ALICE, other, ErrorCode.FILE_ALREADY_EXISTS, "/a for client");
        assertThat(core.status("/a").orElseThrow().length()).isEqualTo(77);
    }

    @Test
    void theNewestRecoveryClosesTheFile() throws Exception {
        openDirectory();
        Block block = open("/a");
        recover("/a");
        long first = recoveryId(block);
        core.blocks.outlooks.put(block.blockId(), RecoveryOutlook.POSSIBLE);
        recover("/a");
        long second = recoveryId(block);
        assertThat(second).isEqualTo(first + 1);
        core.refused(
                Core.HDFS,
                end(block, first, 5),
                ErrorCode.IO,
                "The recovery id " + first + " does not match current recovery id " + second + " for block "
                        + Core.extended(block, 0));
        core.refused(
                Core.HDFS, end(block, second, (1 << 20) + 1), ErrorCode.IO, "A recovery cannot end with 1048577 bytes");
        core.refused(Core.HDFS, end(block, second, -1), ErrorCode.IO, "A recovery cannot end with -1 bytes");
        int before = core.journal.size();
        assertThat(core.run(Core.HDFS, end(block, second, 5))).isTrue();
        assertThat(recordsSince(before)).containsExactly(OpCase.COMMIT_BLOCK, OpCase.CLOSE_FILE);
        assertThat(isOpen(block)).isFalse();
        int slot = core.namespace.blocks().slot(block.blockId());
        assertThat(core.namespace.blocks().generationStamp(slot)).isEqualTo(second);
        assertThat(core.namespace.blocks().numBytes(slot)).isEqualTo(5);
        assertThat(core.blocks.recovered).containsEntry(block.blockId(), TWO);

        assertThat(core.run(Core.HDFS, end(block, second, 5))).as("repeated").isTrue();
        assertThat(core.run(Core.HDFS, end(block, first, 3))).as("late").isTrue();
        assertThat(core.run(Core.HDFS, giveUp(block, first))).as("late").isTrue();
        assertThat(recordsSince(before)).hasSize(2);
    }

    @Test
    void afterARestartARecoveryThatWasBegunBeforeDoesNotCount() throws Exception {
        openDirectory();
        Block block = open("/a");
        recover("/a");
        long id = recoveryId(block);
        core.blocks.recoveryIds.clear();
        core.refused(
                Core.HDFS,
                end(block, id, 5),
                ErrorCode.IO,
                "The recovery id " + id + " does not match current recovery id 0");
        assertThat(isOpen(block)).isTrue();
    }

    @Test
    void whereNoRecoveryWasBegunNoneEnds() throws Exception {
        openDirectory();
        Block block = open("/a");
        for (boolean close : new boolean[] {true, false}) {
            core.refused(
                    Core.HDFS,
                    new CommitBlockSynchronization(Core.extended(block, 0), 0, 777, close, false, List.of()),
                    ErrorCode.IO,
                    "The recovery id 0 does not match current recovery id 0");
        }
        assertThat(isOpen(block)).isTrue();
    }

    @Test
    void aFileWhoseBlocksLackReplicasIsClosedLater() throws Exception {
        openDirectory();
        Block block = open("/a");
        recover("/a");
        core.blocks.nodes = 0;
        assertThat(core.run(Core.HDFS, end(block, recoveryId(block), 5))).isTrue();
        assertThat(isOpen(block)).isTrue();
        int before = core.journal.size();
        assertThat(core.run(Core.HDFS, end(block, recoveryId(block), 5)))
                .as("repeated")
                .isTrue();
        assertThat(recordsSince(before)).isEmpty();
        core.blocks.live.put(block.blockId(), 1);
        core.run(Core.HDFS, new ReleaseExpiredLeases());
        assertThat(isOpen(block)).isFalse();
        assertThat(core.status("/a").orElseThrow().length()).isEqualTo(5);
    }

    @Test
    void aBlockThatWasNeverWrittenIsGivenUp() throws Exception {
        openDirectory();
        Block block = open("/a");
        recover("/a");
        core.blocks.allAsked = false;
        core.refused(
                Core.HDFS,
                giveUp(block, recoveryId(block)),
                ErrorCode.IO,
                "Block " + Core.extended(block, 0) + " is not cut to 0 bytes: a DataNode that may hold more of it");
        core.blocks.allAsked = true;
        long id = recoveryId(block);
        assertThat(core.run(Core.HDFS, giveUp(block, id))).isTrue();
        assertThat(core.status("/a").orElseThrow().length()).isZero();
        assertThat(core.namespace.leases().openFileCount()).isZero();
        assertThat(core.namespace.blocks().count()).isZero();
        assertThat(core.run(Core.HDFS, giveUp(block, id))).as("repeated").isTrue();
        core.refused(Core.HDFS, end(block, id, 5), ErrorCode.IO, "Block (=" + Core.extended(block, 0) + ") not found");
    }

    @Test
    void renamesAndDeletesDoNotConfuseARecovery() throws Exception {
        openDirectory();
        Block moved = open("/a");
        Block deleted = open("/d/b");
        recover("/a");
        recover("/d/b");
        core.run(Core.HDFS, new Rename(Core.path("/a"), Core.path("/moved")));
        assertThat(core.run(Core.HDFS, end(moved, recoveryId(moved), 5))).isTrue();
        assertThat(core.status("/moved").orElseThrow().length()).isEqualTo(5);

        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        core.refused(
                Core.HDFS,
                end(deleted, recoveryId(deleted), 5),
                ErrorCode.FILE_NOT_FOUND,
                "File not found: d/b, likely due to delayed block removal");
        core.run(Core.HDFS, new ReclaimDeleted());
        assertThat(core.namespace.leases().openFileCount()).isZero();
        core.refused(Core.HDFS, end(deleted, 9, 5), ErrorCode.IO, "Block (=");
    }

    @Test
    void checksPoolAndSafeMode() throws Exception {
        openDirectory();
        Block block = open("/a");
        recover("/a");
        ExtendedBlock foreign = new ExtendedBlock("BP-other", block);
        core.refused(
                Core.HDFS,
                new CommitBlockSynchronization(foreign, 1, 1, true, false, TWO),
                ErrorCode.IO,
                "Unexpected BlockPoolId BP-other");
        core.blocks.safeModeOn = true;
        core.refused(
                Core.HDFS, end(block, recoveryId(block), 1), ErrorCode.SAFE_MODE, "Cannot commitBlockSynchronization");
    }

    @Test
    void theListShowsHowFarTheLastBlockIs() throws Exception {
        openDirectory();
        core.create(Core.ALICE, "/empty");
        assertThat(lastBlock()).isNull();
        core.run(Core.HDFS, new Delete(Core.path("/empty"), false));
        Block block = open("/a");
        assertThat(lastBlock()).isEqualTo(new OpenBlock(block, BlockConstructionState.UNDER_CONSTRUCTION, 0, null));
        recover("/a");
        OpenBlock recovering = Objects.requireNonNull(lastBlock());
        assertThat(recovering.state()).isEqualTo(BlockConstructionState.UNDER_RECOVERY);
        assertThat(Objects.requireNonNull(recovering.recovery()).recoveryId()).isEqualTo(recoveryId(block));
        core.blocks.nodes = 0;
        core.run(Core.HDFS, end(block, recoveryId(block), 5));
        assertThat(Objects.requireNonNull(lastBlock()).state()).isEqualTo(BlockConstructionState.COMMITTED);
        core.blocks.live.put(block.blockId(), 2);
        OpenBlock complete = Objects.requireNonNull(lastBlock());
        assertThat(complete.state()).isEqualTo(BlockConstructionState.COMPLETE);
        assertThat(complete.liveReplicas()).isEqualTo(2);
        assertThat(complete.recovery()).isNull();
    }

    private ListOpenFiles.Page list(long after, String path, boolean blocking) throws HdfsException {
        return core.read(Core.HDFS, new ListOpenFiles(after, Core.path(path), blocking));
    }

    private static List<String> paths(ListOpenFiles.Page page) {
        return page.files().stream().map(LeaseInfo::path).toList();
    }

    @Test
    void openFilesAreListedByIdBelowAPath() throws Exception {
        openDirectory();
        core.refused(
                Core.ALICE,
                new ListOpenFiles(0, Core.path("/"), false),
                ErrorCode.ACCESS_CONTROL,
                "Access denied for user alice. Superuser privilege is required");
        Block first = open("/z");
        open("/d/a");
        core.create(Core.ALICE, "/d/deep/b");
        open("/dd");
        core.file(Core.ALICE, "/d/closed", 10);
        assertThat(paths(list(0, "/", false))).containsExactly("/z", "/d/a", "/d/deep/b", "/dd");
        assertThat(paths(list(fileOf(first), "/", false))).containsExactly("/d/a", "/d/deep/b", "/dd");
        assertThat(paths(list(0, "/d", false))).containsExactly("/d/a", "/d/deep/b");
        assertThat(paths(list(0, "/dd", false))).containsExactly("/dd");
        assertThat(list(0, "/", false).hasMore()).isFalse();
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        assertThat(paths(list(0, "/", false))).as("not what is deleted").containsExactly("/z", "/dd");

        core.blocks.leaving.add(first.blockId());
        assertThat(paths(list(0, "/", true))).containsExactly("/z");
        core.blocks.live.put(first.blockId(), 1);
        core.run(
                Core.ALICE,
                new AddBlock(Core.path("/z"), fileOf(first), "client", Core.extended(first, 5), List.of(), List.of()));
        assertThat(paths(list(0, "/", true)))
                .as("its finished blocks can be copied")
                .isEmpty();
    }

    @Test
    void manyOpenFilesComeInPages() throws Exception {
        core.checksPurity = false;
        int files = 2 * ListOpenFiles.PAGE_SIZE + 1;
        for (int i = 0; i < files; i++) {
            core.run(Core.HDFS, Core.creating((i % 2 == 0 ? "/even/" : "/odd/") + i, "client", false));
        }
        ListOpenFiles.Page page = list(0, "/", false);
        assertThat(page.files()).hasSize(ListOpenFiles.PAGE_SIZE);
        assertThat(page.hasMore()).isTrue();
        page = list(page.files().get(ListOpenFiles.PAGE_SIZE - 1).fileId(), "/", false);
        assertThat(page.hasMore()).isTrue();
        page = list(page.files().get(ListOpenFiles.PAGE_SIZE - 1).fileId(), "/", false);
        assertThat(page.files()).hasSize(1);
        assertThat(page.hasMore()).isFalse();
        assertThat(list(0, "/odd", false).files()).as("in several slices").hasSize(ListOpenFiles.PAGE_SIZE);
    }

    private @org.jspecify.annotations.Nullable OpenBlock lastBlock() throws HdfsException {
        List<LeaseInfo> leases = core.read(Core.HDFS, new ListLeases());
        assertThat(leases).hasSize(1);
        return leases.get(0).lastBlock();
    }
}
