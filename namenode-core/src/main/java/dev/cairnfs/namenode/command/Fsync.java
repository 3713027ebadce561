package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/**
 * Journals how long the block that is being written is at least, so that the file's length shows it, and no recovery that
 * loses bytes of it passes unnoticed. A length that is not news is none; one that was overtaken by the block's end, too.
 *
 * @param fileId 0 when the client does not know it
 * @param written the block with the length that its writer has flushed; null when the writer does not tell it
 */
public record Fsync(
        HdfsPath path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock written) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "fsync";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(written);
        SafeModes.check(context, "Cannot fsync file " + path);
        long file = openFiles.find(path, fileId);
        openFiles.checkLease(path, file, clientName);
        if (written == null || isFinished(context, file, written.block())) {
            return Plan.answer(true);
        }
        openFiles.fileBeingWritten(written, clientName);
        Block block = written.block();
        BlockTable blocks = context.namespace().blocks();
        if (block.numBytes() <= blocks.numBytes(blocks.slot(block.blockId()))) {
            return Plan.answer(true);
        }
        long limit = context.namespace().inodes().blockSize(file);
        if (block.numBytes() > limit) {
            throw new HdfsException(
                    ErrorCode.IO, "Cannot fsync " + written + ", while the file's block size is " + limit);
        }
        return Plan.of(new Edits(context).updateBlock(file, block).list(), true);
    }

    /** One of the file's blocks whose length is final, and covers this one. */
    private boolean isFinished(PlanContext context, long file, Block block) throws HdfsException {
        BlockTable blocks = context.namespace().blocks();
        int slot = blocks.slot(block.blockId());
        if (slot < 0 || blocks.file(slot) != file) {
            throw new HdfsException(ErrorCode.IO, written + " does not belong to " + path);
        }
        return !new FileBlocks(context, file).isUnderConstruction(block) && block.numBytes() <= blocks.numBytes(slot);
    }
}
