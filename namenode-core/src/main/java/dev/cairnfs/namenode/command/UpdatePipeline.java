package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * A writer has built the pipeline of its block again (SPEC C6): the block is now written under a stamp that the writer was
 * given for it, by these DataNodes. From here on replicas under the former stamp are of the past.
 *
 * @param oldBlock under its present stamp
 * @param newBlock under the new stamp, with the length that all nodes of the pipeline have
 */
public record UpdatePipeline(
        String clientName, ExtendedBlock oldBlock, ExtendedBlock newBlock, List<ReplicaPlace> pipeline)
        implements Command<Boolean> {
    public UpdatePipeline {
        pipeline = List.copyOf(pipeline);
    }

    @Override
    public String auditName() {
        return "updatePipeline";
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> true, this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Pipeline not updated");
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(newBlock);
        Block updated = newBlock.block();
        if (updated.blockId() != oldBlock.block().blockId()) {
            throw new HdfsException(ErrorCode.IO, newBlock + " and " + oldBlock + " has different block identifier");
        }
        if (pipeline.isEmpty()) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT, "The pipeline of " + newBlock + " has no DataNode");
        }
        long file = openFiles.fileBeingWritten(oldBlock, clientName);
        checkStamp(context.namespace(), updated);
        checkLength(context.namespace(), file, updated);
        return Plan.of(new Edits(context).updateBlock(file, updated).listForCall(), true)
                .then(soft -> soft.blocks().pipelineUpdated(updated.blockId(), pipeline));
    }

    private void checkStamp(Namespace namespace, Block updated) throws HdfsException {
        long stamp = namespace.blocks().generationStamp(namespace.blocks().slot(updated.blockId()));
        if (updated.generationStamp() <= stamp) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Update " + oldBlock + " but the new block " + newBlock
                            + " does not have a larger generation stamp than the last block, which has " + stamp);
        }
        if (updated.generationStamp() >= namespace.nextGenerationStamp()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Update " + oldBlock + " but the generation stamp of the new block " + newBlock
                            + " was never given out");
        }
    }

    private void checkLength(Namespace namespace, long file, Block updated) throws HdfsException {
        long known = namespace.blocks().numBytes(namespace.blocks().slot(updated.blockId()));
        if (updated.numBytes() < known) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Update " + oldBlock + " (size=" + known + ") to a smaller size block " + newBlock + " (size="
                            + updated.numBytes() + ")");
        }
        if (updated.numBytes() > namespace.inodes().blockSize(file)) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Update " + oldBlock + " to " + newBlock + ", while the file's block size is "
                            + namespace.inodes().blockSize(file));
        }
    }
}
