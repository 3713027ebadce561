package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** addBlock, abandonBlock and complete. */
class WriteFileTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();
    private long file;

    @BeforeEach
    void createFile() throws Exception {
        file = core.create(Core.HDFS, "/f").fileId();
    }

    private AddBlock adding(String client, @Nullable ExtendedBlock previous) {
        return new AddBlock(Core.path("/f"), file, client, previous, List.of(), List.of());
    }

    private Complete completing(@Nullable ExtendedBlock last) {
        return new Complete(Core.path("/f"), file, "client", last);
    }

    private AbandonBlock abandoning(ExtendedBlock block) {
        return new AbandonBlock(Core.path("/f"), file, "client", block);
    }

    private void stored(Block block) {
        core.blocks.live.put(block.blockId(), 1);
    }

    @Test
    void theFirstBlockHasTargetsAndIsExpectedThere() throws Exception {
        LocatedBlock first = core.addBlock(file, null);
        Block block = first.block().block();
        assertThat(block.generationStamp()).isEqualTo(1001);
        assertThat(first.block().poolId()).isEqualTo(Core.POOL);
        assertThat(first.offset()).isZero();
        assertThat(first.locations()).hasSize(3);
        assertThat(core.blocks.pipelines.get(block.blockId())).isEqualTo(first.locations());
    }

    @Test
    void theNextBlockCommitsThePrevious() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        LocatedBlock second = core.addBlock(file, Core.extended(first, MIB));
        assertThat(second.offset()).isEqualTo(MIB);
        assertThat(core.journal.subList(core.journal.size() - 2, core.journal.size()))
                .extracting(r -> r.getOpCase())
                .containsExactly(OpCase.COMMIT_BLOCK, OpCase.ADD_BLOCK);
        assertThat(core.namespace.inodes().fileLength(file)).isEqualTo(MIB);
    }

    @Test
    void askingAgainGivesTheSameBlock() throws Exception {
        LocatedBlock first = core.addBlock(file, null);
        assertThat(core.addBlock(file, null)).isEqualTo(first);
        ExtendedBlock done = Core.extended(first.block().block(), MIB);
        LocatedBlock second = core.addBlock(file, done);
        assertThat(core.addBlock(file, done)).isEqualTo(second);
        assertThat(core.namespace.inodes().blockCount(file)).isEqualTo(2);
    }

    @Test
    void aRepeatedBlockWhosePipelineIsForgottenGetsNewTargets() throws Exception {
        LocatedBlock first = core.addBlock(file, null);
        core.blocks.pipelines.clear();
        LocatedBlock again = core.addBlock(file, null);
        assertThat(again.block()).isEqualTo(first.block());
        assertThat(core.blocks.pipelines).containsOnlyKeys(first.block().block().blockId());
    }

    @Test
    void theBlockBeforeThePreviousIsWaitedFor() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        Block second = core.addBlock(file, Core.extended(first, MIB)).block().block();
        AddBlock third = adding("client", Core.extended(second, MIB));
        Plan<LocatedBlock> plan = core.plan(Core.HDFS, third);
        assertThat(plan.awaitBlock()).isEqualTo(first.blockId());
        assertThat(plan.records()).isEmpty();
        core.refused(Core.HDFS, third, ErrorCode.NOT_REPLICATED_YET, "Not replicated yet: /f");
        stored(first);
        assertThat(core.run(Core.HDFS, third).offset()).isEqualTo(2 * MIB);
    }

    @Test
    void wrongPreviousBlocks() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        core.refused(
                Core.HDFS,
                adding("client", Core.extended(new Block(4711, 1001, 0), 1)),
                ErrorCode.IO,
                "Cannot allocate block in /f: passed 'previous' block");
        core.refused(
                Core.HDFS,
                adding("client", Core.extended(new Block(first.blockId(), 999, 0), 1)),
                ErrorCode.IO,
                "Cannot allocate block in /f: passed 'previous' block");
        core.refused(
                Core.HDFS,
                adding("client", Core.extended(first, MIB + 1)),
                ErrorCode.IO,
                "Commit block with 1048577 bytes");
        core.refused(
                Core.HDFS,
                adding("client", new ExtendedBlock("BP-other", first)),
                ErrorCode.IO,
                "Unexpected BlockPoolId BP-other - expected " + Core.POOL);
    }

    @Test
    void aBlockThatIsCommittedIsNoRetry() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        assertThat(core.run(Core.HDFS, completing(Core.extended(first, 5)))).isFalse();
        core.refused(Core.HDFS, adding("client", null), ErrorCode.IO, "Request looked like a retry to allocate block");
    }

    @Test
    void leaseChecks() throws Exception {
        core.refused(
                Core.HDFS,
                adding("other", null),
                ErrorCode.LEASE_EXPIRED,
                "Client (=other) is not the lease owner (=client: /f (inode " + file
                        + ") Holder other does not have any open files.");
        core.mkdir(Core.HDFS, "/d", 0755);
        long directory = core.status("/d").orElseThrow().fileId();
        core.refused(
                Core.HDFS,
                new AddBlock(Core.path("/d"), directory, "client", null, List.of(), List.of()),
                ErrorCode.LEASE_EXPIRED,
                "INode is not a regular file: /d (inode");
        core.refused(
                Core.HDFS,
                new AddBlock(Core.path("/no"), 0, "client", null, List.of(), List.of()),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /no (inode 0) [Lease.  Holder: client, pending creates: 1]");
        core.run(Core.HDFS, completing(null));
        core.refused(
                Core.HDFS, adding("client", null), ErrorCode.LEASE_EXPIRED, "File is not open for writing: /f (inode");
    }

    @Test
    void aFileInADeletedTreeIsGone() throws Exception {
        long inTree = core.create(Core.HDFS, "/d/f").fileId();
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        assertThat(core.namespace.inodes().exists(inTree)).isTrue();
        core.refused(
                Core.HDFS,
                new AddBlock(Core.path("/d/f"), inTree, "client", null, List.of(), List.of()),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /d/f");
    }

    @Test
    void aWriterGoesOnAfterARename() throws Exception {
        core.run(Core.HDFS, new Rename(Core.path("/f"), Core.path("/g")));
        Block block = core.addBlock(file, null).block().block();
        stored(block);
        assertThat(core.run(Core.HDFS, completing(Core.extended(block, 1)))).isTrue();
        assertThat(core.status("/g").orElseThrow().length()).isEqualTo(1);
    }

    @Test
    void limitsAndSafeMode() throws Exception {
        core.settings = Core.settings(100, 255, 1, 10);
        Block first = core.addBlock(file, null).block().block();
        core.refused(
                Core.HDFS,
                adding("client", Core.extended(first, MIB)),
                ErrorCode.IO,
                "File has reached the limit on maximum number of blocks"
                        + " (dfs.namenode.fs-limits.max-blocks-per-file): 1 >= 1");
        core.blocks.safeModeOn = true;
        core.refused(Core.HDFS, adding("client", null), ErrorCode.SAFE_MODE, "Cannot add block to /f. Name node is");
        core.refused(Core.HDFS, completing(null), ErrorCode.SAFE_MODE, "Cannot complete file /f. Name node is");
        core.refused(
                Core.HDFS,
                abandoning(Core.extended(first, 0)),
                ErrorCode.SAFE_MODE,
                "Cannot abandon block " + Core.POOL);
    }

    @Test
    void noTargetsNoBlock() {
        List<String> all = List.of("dn-1", "dn-2", "dn-3", "10.0.0.4:9866", "dn-5");
        core.refused(
                Core.HDFS,
                new AddBlock(Core.path("/f"), file, "client", null, all, List.of()),
                ErrorCode.IO,
                "could only be written to 0 of the 1 minReplication nodes");
    }

    @Test
    void abandonTakesTheLastBlockAway() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        assertThat(core.run(Core.HDFS, abandoning(Core.extended(first, 0)))).isTrue();
        assertThat(core.namespace.inodes().blockCount(file)).isZero();
        assertThat(core.run(Core.HDFS, abandoning(Core.extended(first, 0))))
                .as("again")
                .isTrue();
        Block second = core.addBlock(file, null).block().block();
        assertThat(second.blockId()).isNotEqualTo(first.blockId());
        core.run(Core.HDFS, completing(Core.extended(second, 5)));
        core.refused(
                Core.HDFS, abandoning(Core.extended(second, 0)), ErrorCode.IO, "Cannot abandon block " + Core.POOL);
    }

    @Test
    void completeClosesOnceReplicasAreThere() throws Exception {
        Block block = core.addBlock(file, null).block().block();
        Complete complete = completing(Core.extended(block, 5));
        Plan<Boolean> commit = core.plan(Core.HDFS, complete);
        assertThat(commit.awaitBlock()).isEqualTo(block.blockId());
        assertThat(core.run(Core.HDFS, complete)).isFalse();
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isTrue();
        assertThat(core.plan(Core.HDFS, complete).records())
                .as("committed already")
                .isEmpty();
        stored(block);
        assertThat(core.run(Core.HDFS, complete)).isTrue();
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isFalse();
        assertThat(core.namespace.leases().openFileCount()).isZero();
    }

    @Test
    void completeWaitsForEveryBlock() throws Exception {
        Block first = core.addBlock(file, null).block().block();
        Block second = core.addBlock(file, Core.extended(first, MIB)).block().block();
        stored(second);
        Plan<Boolean> plan = core.plan(Core.HDFS, completing(Core.extended(second, 1)));
        assertThat(plan.awaitBlock()).isEqualTo(first.blockId());
        assertThat(plan.records()).isEmpty();
        stored(first);
        assertThat(core.run(Core.HDFS, completing(Core.extended(second, 1)))).isTrue();
    }

    @Test
    void completeAgainIsTrueForTheSameLastBlockOnly() throws Exception {
        Block block = core.addBlock(file, null).block().block();
        stored(block);
        assertThat(core.run(Core.HDFS, completing(Core.extended(block, 5)))).isTrue();
        assertThat(core.run(Core.HDFS, completing(Core.extended(block, 5)))).isTrue();
        core.refused(Core.HDFS, completing(null), ErrorCode.LEASE_EXPIRED, "File is not open for writing: /f (inode");
    }

    @Test
    void completeRefusesAWrongLastBlock() throws Exception {
        Block block = core.addBlock(file, null).block().block();
        core.refused(
                Core.HDFS,
                completing(Core.extended(new Block(block.blockId(), 1000, 0), 5)),
                ErrorCode.IO,
                "Commit block with mismatching GS. NN has blk_");
        core.refused(
                Core.HDFS,
                completing(Core.extended(new Block(1, 1001, 0), 5)),
                ErrorCode.IO,
                "Trying to commit inconsistent block: id = 1, expected id = " + block.blockId());
        core.refused(Core.HDFS, completing(Core.extended(block, -1)), ErrorCode.IO, "Commit block with -1 bytes");
        core.run(Core.HDFS, new Fsync(Core.path("/f"), file, "client", Core.extended(block, 1)));
        assertThat(core.run(Core.HDFS, completing(null)))
                .as("the last block is open")
                .isFalse();
        core.run(Core.HDFS, completing(Core.extended(block, 5)));
        core.refused(Core.HDFS, completing(Core.extended(block, 6)), ErrorCode.IO, "Commit block with another length.");
    }
}
