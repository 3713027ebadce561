package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import org.jspecify.annotations.Nullable;

/** The blocks of one file, for planners. */
final class FileBlocks {
    private final InodeTable inodes;
    private final BlockTable blocks;
    private final BlockView view;
    private final long fileId;
    private final int count;

    FileBlocks(PlanContext context, long fileId) {
        this.inodes = context.namespace().inodes();
        this.blocks = context.namespace().blocks();
        this.view = context.blocks();
        this.fileId = fileId;
        this.count = inodes.blockCount(fileId);
    }

    int count() {
        return count;
    }

    /** The block at the index, or null where the file has none: -1 is before the first. */
    @Nullable
    Block at(int index) {
        if (index < 0 || index >= count) {
            return null;
        }
        long id = inodes.block(fileId, index);
        int slot = blocks.slot(id);
        return new Block(id, blocks.generationStamp(slot), blocks.numBytes(slot));
    }

    @Nullable
    Block last() {
        return at(count - 1);
    }

    @Nullable
    Block penultimate() {
        return at(count - 2);
    }

    /** HDFS's COMPLETE: length final, and at least the minimum of replicas. */
    boolean isComplete(Block block) {
        int slot = blocks.slot(block.blockId());
        return switch (blocks.state(slot)) {
            case COMPLETE -> true;
            case COMMITTED -> view.hasMinReplication(slot);
            case UNDER_CONSTRUCTION, REOPENED, TRUNCATING -> false;
        };
    }

    /** It was there before the file was opened, or opened again. */
    boolean isOld(Block block) {
        return blocks.state(blocks.slot(block.blockId())) == BlockState.COMPLETE;
    }

    boolean isUnderConstruction(Block block) {
        return blocks.state(blocks.slot(block.blockId())).isBeingWritten();
    }

    /** Nothing of it was there when the file was closed last, so that it may be given up. */
    boolean isNew(Block block) {
        return blocks.state(blocks.slot(block.blockId())) == BlockState.UNDER_CONSTRUCTION;
    }

    /** Under construction, or being cut by a truncate. */
    boolean isUnfinished(Block block) {
        return blocks.state(blocks.slot(block.blockId())).isUnfinished();
    }

    /** Is the last block being cut by a truncate? */
    boolean isTruncating() {
        Block last = last();
        return last != null && blocks.state(blocks.slot(last.blockId())) == BlockState.TRUNCATING;
    }

    /** Is the last block being recovered, so that nobody may add to it? */
    boolean isUnderRecovery() {
        Block last = last();
        return last != null && view.recovery(blocks.slot(last.blockId())) != null;
    }

    /** The first block among the first {@code limit} that is not complete, or null. */
    @Nullable
    Block firstIncomplete(int limit) {
        for (int i = 0; i < Math.min(limit, count); i++) {
            Block block = at(i);
            if (block != null && !isComplete(block)) {
                return block;
            }
        }
        return null;
    }

    static boolean same(@Nullable Block a, @Nullable Block b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.blockId() == b.blockId() && a.generationStamp() == b.generationStamp();
    }

    static @Nullable Block local(@Nullable ExtendedBlock block) {
        return block == null ? null : block.block();
    }

    /**
     * Checks the final length that a client gives for the last block.
     *
     * @return true when a CommitBlockRecord is due, false when the block is committed already
     * @throws HdfsException IO when it is not the last block, has another generation stamp or an impossible length
     */
    boolean checkCommit(Block submitted) throws HdfsException {
        Block last = last();
        if (last == null || last.blockId() != submitted.blockId()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Trying to commit inconsistent block: id = " + submitted.blockId() + ", expected id = "
                            + (last == null ? "none" : last.blockId()));
        }
        if (last.generationStamp() != submitted.generationStamp()) {
            throw new HdfsException(
                    ErrorCode.IO, "Commit block with mismatching GS. NN has " + last + ", client submits " + submitted);
        }
        if (!isUnderConstruction(last)) {
            if (last.numBytes() != submitted.numBytes()) {
                throw new HdfsException(
                        ErrorCode.IO,
                        "Commit block with another length. NN has " + last.numBytes() + " bytes of " + last
                                + ", client submits " + submitted.numBytes());
            }
            return false;
        }
        if (submitted.numBytes() < 0 || submitted.numBytes() > inodes.blockSize(fileId)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Commit block with " + submitted.numBytes() + " bytes, while the file's block size is "
                            + inodes.blockSize(fileId));
        }
        if (submitted.numBytes() < last.numBytes()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Commit block with fewer bytes than it has. NN has " + last.numBytes() + " bytes of " + last
                            + ", client submits " + submitted.numBytes());
        }
        return true;
    }
}
