package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * The primary DataNode tells how a block recovery has ended (SPEC L5): the block gets the recovery's stamp and the length
 * that its replicas have now, they count at once, and the file is closed. Only the newest attempt of a recovery may end it.
 * What comes for a file that is closed is a repetition, or too late, and changes nothing.
 *
 * @param block as it was before
 * @param recoveryId the attempt's id, which the replicas have as their stamp
 * @param closeFile close the file with it; otherwise its lease goes on
 * @param deleteBlock no replica has a byte: the block is given up
 * @param replicas who holds the recovered replica
 */
public record CommitBlockSynchronization(
        ExtendedBlock block,
        long recoveryId,
        long lengthBytes,
        boolean closeFile,
        boolean deleteBlock,
        List<ReplicaPlace> replicas)
        implements Command<Boolean> {
    public CommitBlockSynchronization {
        replicas = List.copyOf(replicas);
    }

    @Override
    public String auditName() {
        return "commitBlockSynchronization";
    }

    @Override
    public boolean isAudited() {
        return false;
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        new OpenFiles(context).checkPool(block);
        SafeModes.check(context, "Cannot commitBlockSynchronization");
        Namespace namespace = context.namespace();
        BlockTable table = namespace.blocks();
        long blockId = block.block().blockId();
        int slot = table.slot(blockId);
        if (slot < 0) {
            if (deleteBlock) {
                // The answer to the first call got lost.
                return Plan.answer(true);
            }
            throw new HdfsException(ErrorCode.IO, "Block (=" + block + ") not found");
        }
        long file = table.file(slot);
        if (!namespace.isAttached(file)) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND,
                    "File not found: " + namespace.pathOf(file) + ", likely due to delayed block removal");
        }
        FileBlocks blocks = new FileBlocks(context, file);
        Block last = blocks.last();
        if (!namespace.inodes().isUnderConstruction(file) || last == null || isDone(blocks, last)) {
            return Plan.answer(true);
        }
        int lastSlot = table.slot(last.blockId());
        boolean concerned = last.blockId() == blockId || namespace.leases().copiedBlock(file) == blockId;
        long current = concerned ? context.blocks().recoveryId(lastSlot) : 0;
        if (current == 0 || current != recoveryId) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "The recovery id " + recoveryId + " does not match current recovery id " + current + " for block "
                            + block);
        }
        return deleteBlock ? giveUp(context, file, last) : commit(context, file, last);
    }

    /** The block has this end already, and lacks nothing but replicas; or its writer has finished it himself. */
    private boolean isDone(FileBlocks blocks, Block last) {
        boolean ended = last.generationStamp() == recoveryId && last.numBytes() == lengthBytes;
        boolean unfinished = blocks.isUnfinished(last);
        return closeFile ? !unfinished && (ended || blocks.isComplete(last)) : ended;
    }

    private Plan<Boolean> giveUp(PlanContext context, long file, Block last) throws HdfsException {
        FileBlocks blocks = new FileBlocks(context, file);
        if (!blocks.isNew(last)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Block " + block + " is not given up: "
                            + (blocks.isTruncating()
                                    ? "of a truncate " + last.numBytes() + " bytes stay"
                                    : "bytes of it were there before the file was appended to"));
        }
        checkAllAsked(context, last);
        Edits edits = new Edits(context).abandonBlock(file, last.blockId());
        if (closeFile && blocks.firstIncomplete(blocks.count() - 1) == null) {
            edits.closeFile(file);
        }
        return Plan.of(edits.list(), true);
    }

    /** Bytes that were acknowledged are not dropped while a DataNode that may have them is away. */
    private void checkAllAsked(PlanContext context, Block last) throws HdfsException {
        int slot = context.namespace().blocks().slot(last.blockId());
        if (!context.blocks().allAsked(slot, recoveryId)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Block " + block + " is not cut to " + lengthBytes
                            + " bytes: a DataNode that may hold more of it was not asked");
        }
    }

    private Plan<Boolean> commit(PlanContext context, long file, Block last) throws HdfsException {
        checkLength(context, file, last);
        Block ended = new Block(last.blockId(), recoveryId, lengthBytes);
        if (!closeFile) {
            return Plan.of(new Edits(context).updateBlock(file, ended).list(), true)
                    .then(soft -> soft.blocks().pipelineUpdated(last.blockId(), replicas));
        }
        FileBlocks blocks = new FileBlocks(context, file);
        Edits edits = new Edits(context).commitBlock(file, ended);
        boolean replicated =
                context.blocks().usable(replicas) >= context.settings().replicationMin();
        if (replicated && blocks.firstIncomplete(blocks.count() - 1) == null) {
            edits.closeFile(file);
        }
        // Where a block still lacks replicas the file stays open, and is closed by the lease monitor.
        return Plan.of(edits.list(), true).then(soft -> soft.blocks().recovered(last.blockId(), replicas));
    }

    private void checkLength(PlanContext context, long file, Block last) throws HdfsException {
        boolean truncating = new FileBlocks(context, file).isTruncating();
        if (truncating && (lengthBytes != last.numBytes() || !closeFile)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "A truncate to " + last.numBytes() + " bytes of block " + block + " cannot end with " + lengthBytes
                            + (closeFile ? "" : " and an open file"));
        }
        long blockSize = context.namespace().inodes().blockSize(file);
        if (lengthBytes < 0 || lengthBytes > blockSize) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "A recovery cannot end with " + lengthBytes + " bytes of block " + block
                            + ", while the file's block size is " + blockSize);
        }
        if (lengthBytes < last.numBytes()) {
            if (!closeFile) {
                throw new HdfsException(
                        ErrorCode.IO,
                        "Block " + block + " cannot go on with " + lengthBytes + " bytes: it has " + last.numBytes());
            }
            checkAllAsked(context, last);
        }
    }
}
