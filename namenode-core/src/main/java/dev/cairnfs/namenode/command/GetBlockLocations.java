package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Where the blocks of a range are. Needs read access to the file. The length does not count a last block that is still
 * being written: how much of it can be read, its DataNodes know.
 *
 * @param offset first byte of the range
 * @param length of the range in bytes; 0 stands for the one block at the offset
 * @param forReading the caller is going to read: while safe mode is on, a block without any replica is an error
 */
public record GetBlockLocations(HdfsPath path, long offset, long length, boolean forReading)
        implements Query<LocatedBlocks> {
    @Override
    public String auditName() {
        return "open";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public LocatedBlocks read(PlanContext context) throws HdfsException {
        return located(context, readableFile(context));
    }

    /** The file, when the caller may read it. */
    long readableFile(PlanContext context) throws HdfsException {
        if (offset < 0) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Negative offset is not supported. File: " + path);
        }
        if (length < 0) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Negative length is not supported. File: " + path);
        }
        PathLookup target = Paths.forRead(context, path);
        long file = Paths.file(context, target);
        new PermissionChecker(context).checkAccess(target, FsAction.READ);
        return file;
    }

    LocatedBlocks located(PlanContext context, long file) throws HdfsException {
        String reader = context.caller().remoteAddress();
        LocatedBlocks located = locate(context, file, slot -> context.blocks().locations(slot, reader));
        if (forReading) {
            refuseLostInSafeMode(context, located);
        }
        return located;
    }

    /**
     * The blocks of the range.
     *
     * @param places gives the places of a block by its slot
     */
    LocatedBlocks locate(PlanContext context, long file, IntFunction<List<BlockLocation>> places) {
        InodeTable inodes = context.namespace().inodes();
        FileBlocks blocks = new FileBlocks(context, file);
        boolean open = inodes.isUnderConstruction(file);
        Block last = blocks.last();
        if (last == null) {
            return new LocatedBlocks(0, open, List.of(), null, false);
        }
        boolean lastComplete = blocks.isComplete(last);
        long lastOffset = inodes.fileLength(file) - last.numBytes();
        long readable = lastComplete ? inodes.fileLength(file) : lastOffset;
        return new LocatedBlocks(
                readable,
                open,
                range(context, blocks, places),
                located(context, last, lastOffset, places),
                lastComplete);
    }

    private List<LocatedBlock> range(PlanContext context, FileBlocks blocks, IntFunction<List<BlockLocation>> places) {
        List<LocatedBlock> found = new ArrayList<>();
        long end = offset + length < 0 ? Long.MAX_VALUE : offset + length;
        long position = 0;
        for (int i = 0; i < blocks.count(); i++) {
            Block block = blocks.at(i);
            if (block == null || (!found.isEmpty() && position >= end)) {
                break;
            }
            if (position + block.numBytes() > offset || !found.isEmpty()) {
                found.add(located(context, block, position, places));
            }
            position += block.numBytes();
        }
        return found;
    }

    private static LocatedBlock located(
            PlanContext context, Block block, long offset, IntFunction<List<BlockLocation>> places) {
        int slot = context.namespace().blocks().slot(block.blockId());
        return new LocatedBlock(
                new ExtendedBlock(context.blockPoolId(), block),
                offset,
                context.blocks().isCorrupt(slot),
                places.apply(slot));
    }

    private void refuseLostInSafeMode(PlanContext context, LocatedBlocks located) throws HdfsException {
        SafeModeStatus safeMode = context.blocks().safeMode();
        if (!safeMode.on()) {
            return;
        }
        for (LocatedBlock block : located.blocks()) {
            if (block.locations().isEmpty()) {
                SafeModes.check(context, "Zero blocklocations for " + path);
            }
        }
    }
}
