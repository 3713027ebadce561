package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** updateBlockForPipeline, updatePipeline and getAdditionalDatanode. */
class PipelineTest {
    private static final List<ReplicaPlace> TWO = List.of(place(1), place(3));

    private final Core core = new Core();
    private long file;
    private Block block = new Block(0, 0, 0);

    private static ReplicaPlace place(int node) {
        return new ReplicaPlace("dn-" + node, "DS-" + node);
    }

    @BeforeEach
    void beginBlock() throws Exception {
        file = core.create(Core.HDFS, "/f").fileId();
        block = core.addBlock(file, null).block().block();
    }

    private static ExtendedBlock stamped(Block block, long stamp, long bytes) {
        return new ExtendedBlock(Core.POOL, new Block(block.blockId(), stamp, bytes));
    }

    private UpdateBlockForPipeline renewing() {
        return new UpdateBlockForPipeline(Core.extended(block, 100), "client");
    }

    private ExtendedBlock renewed() throws Exception {
        return core.run(Core.HDFS, renewing()).block();
    }

    private UpdatePipeline updating(ExtendedBlock old, ExtendedBlock renewed) {
        return new UpdatePipeline("client", old, renewed, TWO);
    }

    private long stamp() {
        return core.namespace.blocks().generationStamp(core.namespace.blocks().slot(block.blockId()));
    }

    private long length() {
        return core.namespace.inodes().fileLength(file);
    }

    @Test
    void aStampIsGivenOutOnceAndTheBlockKeepsItsOwn() throws Exception {
        LocatedBlock first = core.run(Core.HDFS, renewing());
        assertThat(first.block()).isEqualTo(stamped(block, 1002, 100));
        assertThat(first.offset()).isZero();
        assertThat(first.locations()).hasSize(3);
        assertThat(renewed().block().generationStamp()).isEqualTo(1003);
        assertThat(stamp()).isEqualTo(1001);
        assertThat(core.namespace.nextGenerationStamp()).isEqualTo(1004);
        assertThat(core.journal.get(core.journal.size() - 1).getOpCase()).isEqualTo(OpCase.NEXT_GENERATION_STAMP);
        Block next = core.addBlock(core.create(Core.HDFS, "/g").fileId(), null)
                .block()
                .block();
        assertThat(next.generationStamp()).isEqualTo(1004);
    }

    @Test
    void aNewPipelineTakesOver() throws Exception {
        ExtendedBlock renewed = renewed();
        assertThat(core.run(Core.HDFS, updating(Core.extended(block, 100), renewed)))
                .isTrue();
        assertThat(stamp()).isEqualTo(1002);
        assertThat(length()).isEqualTo(100);
        assertThat(core.blocks.pipelines.get(block.blockId()))
                .extracting(node -> node.datanode().uuid())
                .containsExactly("dn-1", "dn-3");
        core.blocks.live.put(block.blockId(), 1);
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/f"), file, "client", stamped(block, 1002, 150))))
                .isTrue();
    }

    @Test
    void theFormerPipelineIsShutOut() throws Exception {
        core.run(Core.HDFS, updating(Core.extended(block, 100), renewed()));
        ExtendedBlock former = stamped(block, 1001, 100);
        core.refused(
                Core.HDFS,
                new UpdateBlockForPipeline(former, "client"),
                ErrorCode.IO,
                "The generation stamp of " + former + " is not the block's, which is 1002");
        core.refused(
                Core.HDFS,
                updating(former, stamped(block, 1003, 100)),
                ErrorCode.IO,
                "The generation stamp of " + former);
        core.refused(
                Core.HDFS,
                new Complete(Core.path("/f"), file, "client", former),
                ErrorCode.IO,
                "Commit block with mismatching GS.");
        core.refused(
                Core.HDFS,
                new AddBlock(Core.path("/f"), file, "client", former, List.of(), List.of()),
                ErrorCode.IO,
                "Cannot allocate block in /f: passed 'previous' block");
    }

    @Test
    void onlyForwardAndOnlyWithStampsThatWereGivenOut() throws Exception {
        ExtendedBlock old = Core.extended(block, 100);
        core.refused(
                Core.HDFS,
                updating(old, stamped(block, 1001, 100)),
                ErrorCode.IO,
                "Update " + old + " but the new block " + old + " does not have a larger generation stamp");
        core.refused(
                Core.HDFS,
                updating(old, stamped(block, 1002, 100)),
                ErrorCode.IO,
                "Update " + old + " but the generation stamp of the new block");
        ExtendedBlock renewed = renewed();
        core.run(Core.HDFS, updating(old, renewed));
        ExtendedBlock next = core.run(Core.HDFS, new UpdateBlockForPipeline(renewed, "client"))
                .block();
        ExtendedBlock shorter = stamped(block, next.block().generationStamp(), 99);
        core.refused(
                Core.HDFS,
                updating(renewed, shorter),
                ErrorCode.IO,
                "Update " + renewed + " (size=100) to a smaller size block " + shorter + " (size=99)");
        core.refused(
                Core.HDFS,
                updating(renewed, stamped(block, next.block().generationStamp(), (1 << 20) + 1)),
                ErrorCode.IO,
                "Update " + renewed + " to");
        core.refused(
                Core.HDFS,
                new Complete(Core.path("/f"), file, "client", stamped(block, 1002, 99)),
                ErrorCode.IO,
                "Commit block with fewer bytes than it has.");
    }

    @Test
    void wrongBlocksAndPipelines() throws Exception {
        ExtendedBlock renewed = renewed();
        ExtendedBlock old = Core.extended(block, 100);
        ExtendedBlock other = stamped(new Block(4711, 0, 0), 1002, 100);
        core.refused(Core.HDFS, updating(old, other), ErrorCode.IO, other + " and " + old + " has different");
        core.refused(Core.HDFS, new UpdateBlockForPipeline(other, "client"), ErrorCode.IO, other + " does not exist.");
        core.refused(
                Core.HDFS,
                new UpdatePipeline("client", old, renewed, List.of()),
                ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                "The pipeline of " + renewed + " has no DataNode");
        ExtendedBlock foreign = new ExtendedBlock("BP-other", block);
        core.refused(
                Core.HDFS,
                new UpdateBlockForPipeline(foreign, "client"),
                ErrorCode.IO,
                "Unexpected BlockPoolId BP-other");
        core.refused(Core.HDFS, updating(old, foreign), ErrorCode.IO, "Unexpected BlockPoolId BP-other");
    }

    @Test
    void wrongClientsAndStates() throws Exception {
        ExtendedBlock renewed = renewed();
        ExtendedBlock old = Core.extended(block, 100);
        core.refused(
                Core.HDFS,
                new UpdateBlockForPipeline(old, "other"),
                ErrorCode.LEASE_EXPIRED,
                "Lease mismatch: " + old + " is accessed by a non lease holder other");
        core.refused(
                Core.HDFS, new UpdatePipeline("other", old, renewed, TWO), ErrorCode.LEASE_EXPIRED, "Lease mismatch: ");
        core.blocks.safeModeOn = true;
        core.refused(Core.HDFS, renewing(), ErrorCode.SAFE_MODE, "Cannot get a new GS for block");
        core.refused(Core.HDFS, updating(old, renewed), ErrorCode.SAFE_MODE, "Pipeline not updated");
        core.blocks.safeModeOn = false;
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/f"), file, "client", old)))
                .isFalse();
        core.refused(
                Core.HDFS,
                renewing(),
                ErrorCode.IO,
                "Unexpected BlockUCState: " + old + " is COMMITTED but not UNDER_CONSTRUCTION");
    }

    @Test
    void aFileInADeletedTreeIsWrittenNoMore() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0755);
        core.run(Core.HDFS, new Rename(Core.path("/f"), Core.path("/d/f")));
        core.run(Core.HDFS, new Delete(Core.path("/d"), true));
        core.refused(Core.HDFS, renewing(), ErrorCode.IO, "The file " + Core.extended(block, 100) + " belonged to");
    }

    @Test
    void anUpdateIsDoneOnce() throws Exception {
        ExtendedBlock renewed = renewed();
        UpdatePipeline call = updating(Core.extended(block, 100), renewed);
        Caller caller = Core.call(Core.HDFS, 7);
        assertThat(core.run(caller, call)).isTrue();
        long txid = core.namespace.lastTxid();
        core.run(
                Core.HDFS,
                updating(
                        renewed,
                        core.run(Core.HDFS, new UpdateBlockForPipeline(renewed, "client"))
                                .block()));
        assertThat(core.run(caller, call)).isTrue();
        assertThat(core.namespace.lastTxid()).isEqualTo(txid + 2);
        assertThat(stamp()).isEqualTo(1003);
    }

    @Test
    void aBlockUnderRecoveryIsNobodysToWrite() throws Exception {
        core.blocks.beginRecovery(block.blockId(), 1002);
        core.refused(
                Core.HDFS,
                renewing(),
                ErrorCode.IO,
                "Unexpected BlockUCState: " + Core.extended(block, 100) + " is UNDER_RECOVERY but not");
    }

    private GetAdditionalDatanode adding(String client, ExtendedBlock to, int count, String... excluded) {
        return new GetAdditionalDatanode(Core.path("/f"), file, client, to, TWO, List.of(excluded), count);
    }

    @Test
    void additionalNodesComeBehindTheExisting() throws Exception {
        ExtendedBlock present = Core.extended(block, 100);
        LocatedBlock more = core.read(Core.HDFS, adding("client", present, 1, "10.0.0.2:9866"));
        assertThat(more.block()).isEqualTo(present);
        assertThat(more.locations()).extracting(node -> node.datanode().uuid()).containsExactly("dn-1", "dn-3", "dn-4");
    }

    @Test
    void wrongQuestionsForAdditionalNodes() throws Exception {
        ExtendedBlock present = Core.extended(block, 100);
        core.refused(Core.HDFS, adding("other", present, 1), ErrorCode.LEASE_EXPIRED, "Client (=other) is not the");
        core.refused(
                Core.HDFS,
                adding("client", stamped(new Block(4711, 0, 0), 1, 1), 1),
                ErrorCode.IO,
                stamped(new Block(4711, 0, 0), 1, 1) + " is not the last block of /f");
        core.refused(
                Core.HDFS, adding("client", present, 0), ErrorCode.HADOOP_ILLEGAL_ARGUMENT, "Cannot add 0 datanodes");
        core.refused(
                Core.HDFS, adding("client", new ExtendedBlock("BP-x", block), 1), ErrorCode.IO, "Unexpected BlockPool");
        core.blocks.safeModeOn = true;
        core.refused(Core.HDFS, adding("client", present, 1), ErrorCode.SAFE_MODE, "Cannot add datanode; src=/f, blk=");
    }
}
