package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.AddBlockFlag;
import dev.cairnfs.namenode.blocks.TargetRequest;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commits the previous block, and gives the writer a new one with a pipeline of DataNodes (SPEC C7). Asking twice with the
 * same {@code previous} gives the same block. Waits while the block before {@code previous} lacks replicas.
 *
 * @param fileId from the answer to {@code create}; 0 when the client does not know it
 * @param previous the block that the writer has just finished, with its final length; null for the first
 * @param excludedNodes uuids or transfer addresses of DataNodes that failed the writer
 * @param favoredNodes transfer addresses to prefer
 */
public record AddBlock(
        HdfsPath path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock previous,
        List<String> excludedNodes,
        List<String> favoredNodes,
        Set<AddBlockFlag> flags)
        implements Command<LocatedBlock> {
    public AddBlock {
        excludedNodes = List.copyOf(excludedNodes);
        favoredNodes = List.copyOf(favoredNodes);
        flags = Set.copyOf(flags);
    }

    /** Without flags. */
    public AddBlock(
            HdfsPath path,
            long fileId,
            String clientName,
            @Nullable ExtendedBlock previous,
            List<String> excludedNodes,
            List<String> favoredNodes) {
        this(path, fileId, clientName, previous, excludedNodes, favoredNodes, Set.of());
    }

    @Override
    public String auditName() {
        return "addBlock";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<LocatedBlock> plan(PlanContext context) throws HdfsException {
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(previous);
        SafeModes.check(context, "Cannot add block to " + path);
        long file = openFiles.find(path, fileId);
        openFiles.checkLease(path, file, clientName);
        FileBlocks blocks = new FileBlocks(context, file);
        Block last = blocks.last();
        if (!follows(blocks, last)) {
            return repeat(context, file, blocks);
        }
        Block penultimate = blocks.penultimate();
        if (penultimate != null && !blocks.isComplete(penultimate)) {
            return await(penultimate);
        }
        checkCount(context, blocks);
        return allocate(context, file, blocks);
    }

    /** A writer that appends with a new block names none before it. */
    private boolean follows(FileBlocks blocks, @Nullable Block before) {
        return previous == null
                ? before == null || blocks.isOld(before)
                : FileBlocks.same(FileBlocks.local(previous), before);
    }

    /** {@code previous} is not the last block: either the last one was given for this same request, or it is nonsense. */
    private Plan<LocatedBlock> repeat(PlanContext context, long file, FileBlocks blocks) throws HdfsException {
        Block last = blocks.last();
        if (last == null || !follows(blocks, blocks.penultimate())) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Cannot allocate block in " + path + ": passed 'previous' block " + previous
                            + " does not match actual last block in file " + last);
        }
        if (last.numBytes() != 0 || !blocks.isUnderConstruction(last)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Request looked like a retry to allocate block " + last + " but it already contains "
                            + last.numBytes() + " bytes");
        }
        Namespace namespace = context.namespace();
        long offset = namespace.inodes().fileLength(file);
        int slot = namespace.blocks().slot(last.blockId());
        List<BlockLocation> pipeline = context.blocks().locations(slot, new OpenFiles(context).clientMachine(file));
        if (!pipeline.isEmpty()) {
            return Plan.answer(located(context, last, offset, pipeline));
        }
        // After a restart the pipeline is forgotten, and nothing was written: choose again.
        List<BlockLocation> targets = chooseTargets(context, file);
        return Plan.answer(located(context, last, offset, targets))
                .then(soft -> soft.blocks().expectReplicas(last.blockId(), targets));
    }

    private Plan<LocatedBlock> await(Block block) {
        return new Plan<>(
                List.of(),
                context -> {
                    throw new HdfsException(ErrorCode.NOT_REPLICATED_YET, "Not replicated yet: " + path);
                },
                null,
                block.blockId());
    }

    private static void checkCount(PlanContext context, FileBlocks blocks) throws HdfsException {
        int limit = context.settings().blocksPerFileMax();
        if (blocks.count() >= limit) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "File has reached the limit on maximum number of blocks"
                            + " (dfs.namenode.fs-limits.max-blocks-per-file): " + blocks.count() + " >= " + limit);
        }
    }

    private Plan<LocatedBlock> allocate(PlanContext context, long file, FileBlocks blocks) throws HdfsException {
        Namespace namespace = context.namespace();
        Edits edits = new Edits(context);
        long offset = namespace.inodes().fileLength(file);
        Block finished = FileBlocks.local(previous);
        if (finished != null && blocks.checkCommit(finished)) {
            edits.commitBlock(file, finished);
            Block last = blocks.last();
            offset += finished.numBytes() - (last == null ? 0 : last.numBytes());
        }
        List<BlockLocation> targets = chooseTargets(context, file);
        Block block = new Block(namespace.blocks().peekNextId(), namespace.nextGenerationStamp(), 0);
        edits.addBlock(file, block.blockId(), block.generationStamp());
        return Plan.of(edits.list(), located(context, block, offset, targets))
                .then(soft -> soft.blocks().expectReplicas(block.blockId(), targets));
    }

    private List<BlockLocation> chooseTargets(PlanContext context, long file) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        TargetRequest request = new TargetRequest(
                path.toString(),
                inodes.replication(file),
                new OpenFiles(context).clientMachine(file),
                Set.copyOf(excludedNodes),
                favoredNodes,
                flags,
                inodes.blockSize(file));
        return context.blocks().chooseTargets(request, context.random());
    }

    private static LocatedBlock located(PlanContext context, Block block, long offset, List<BlockLocation> locations) {
        return new LocatedBlock(new ExtendedBlock(context.blockPoolId(), block), offset, false, locations);
    }
}
