package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;

/**
 * Gives a writer a new generation stamp, for a pipeline that it is going to build again (SPEC C6). The block keeps its own
 * until {@link UpdatePipeline}; but the stamp is journaled, so that no other pipeline and no recovery ever gets the same.
 *
 * @param block under its present stamp
 */
public record UpdateBlockForPipeline(ExtendedBlock block, String clientName) implements Command<LocatedBlock> {
    @Override
    public String auditName() {
        return "updateBlockForPipeline";
    }

    @Override
    public Plan<LocatedBlock> plan(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot get a new GS for block " + block);
        OpenFiles openFiles = new OpenFiles(context);
        long file = openFiles.fileBeingWritten(block, clientName);
        Namespace namespace = context.namespace();
        int slot = namespace.blocks().slot(block.block().blockId());
        Edits edits = new Edits(context);
        Block renewed = new Block(
                block.block().blockId(),
                edits.nextGenerationStamp(),
                block.block().numBytes());
        return Plan.of(
                edits.list(),
                new LocatedBlock(
                        new ExtendedBlock(context.blockPoolId(), renewed),
                        namespace.inodes().fileLength(file) - namespace.blocks().numBytes(slot),
                        false,
                        context.blocks().locations(slot, openFiles.clientMachine(file))));
    }
}
