package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FsyncTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();
    private long file;
    private Block block = new Block(0, 0, 0);

    @BeforeEach
    void beginBlock() throws Exception {
        file = core.create(Core.HDFS, "/f").fileId();
        block = core.addBlock(file, null).block().block();
    }

    private Fsync syncing(String client, @Nullable ExtendedBlock written) {
        return new Fsync(Core.path("/f"), file, client, written);
    }

    private void sync(@Nullable ExtendedBlock written) throws Exception {
        assertThat(core.run(Core.HDFS, syncing("client", written))).isTrue();
    }

    private long length() {
        return core.namespace.inodes().fileLength(file);
    }

    @Test
    void theLengthIsJournaledAndOnlyGrows() throws Exception {
        sync(Core.extended(block, 100));
        assertThat(core.journal.get(core.journal.size() - 1).getOpCase()).isEqualTo(OpCase.UPDATE_BLOCK);
        assertThat(length()).isEqualTo(100);
        int records = core.journal.size();
        sync(Core.extended(block, 100));
        sync(Core.extended(block, 99));
        sync(null);
        assertThat(core.journal).hasSize(records);
        sync(Core.extended(block, 101));
        assertThat(length()).isEqualTo(101);
    }

    @Test
    void aCallThatWasOvertakenByTheNextBlockChangesNothing() throws Exception {
        core.addBlock(file, Core.extended(block, MIB));
        int records = core.journal.size();
        sync(Core.extended(block, 100));
        assertThat(core.journal).hasSize(records);
        core.refused(
                Core.HDFS, syncing("client", Core.extended(block, MIB + 1)), ErrorCode.IO, "Unexpected BlockUCState: ");
    }

    @Test
    void whatIsFlushedIsNotAbandoned() throws Exception {
        sync(Core.extended(block, 100));
        ExtendedBlock flushed = Core.extended(block, 100);
        core.refused(
                Core.HDFS,
                new AbandonBlock(Core.path("/f"), file, "client", flushed),
                ErrorCode.IO,
                "Cannot abandon block " + flushed + " of /f: it has 100 bytes");
    }

    @Test
    void wrongClientsAndBlocks() throws Exception {
        core.refused(
                Core.HDFS,
                syncing("other", Core.extended(block, 1)),
                ErrorCode.LEASE_EXPIRED,
                "Client (=other) is not the lease owner");
        ExtendedBlock unknown = Core.extended(new Block(4711, 1001, 0), 1);
        core.refused(Core.HDFS, syncing("client", unknown), ErrorCode.IO, unknown + " does not belong to /f");
        ExtendedBlock tooLong = Core.extended(block, MIB + 1);
        core.refused(Core.HDFS, syncing("client", tooLong), ErrorCode.IO, "Cannot fsync " + tooLong);
        ExtendedBlock former = Core.extended(new Block(block.blockId(), 1000, 0), 5);
        core.refused(Core.HDFS, syncing("client", former), ErrorCode.IO, "The generation stamp of " + former);
        core.refused(
                Core.HDFS,
                syncing("client", new ExtendedBlock("BP-x", block)),
                ErrorCode.IO,
                "Unexpected BlockPoolId BP-x");
        core.blocks.safeModeOn = true;
        core.refused(Core.HDFS, syncing("client", null), ErrorCode.SAFE_MODE, "Cannot fsync file /f");
    }
}
