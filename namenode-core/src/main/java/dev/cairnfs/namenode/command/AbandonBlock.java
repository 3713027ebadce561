package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * The writer could not build a pipeline for its last block and gives it up (SPEC C5). A block that is not the last one any
 * more is gone already: true again.
 *
 * @param fileId 0 when the client does not know it
 */
public record AbandonBlock(HdfsPath path, long fileId, String clientName, ExtendedBlock block)
        implements Command<Boolean> {
    @Override
    public String auditName() {
        return "abandonBlock";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(block);
        SafeModes.check(context, "Cannot abandon block " + block + " for file" + path);
        long file = openFiles.find(path, fileId);
        openFiles.checkLease(path, file, clientName);
        FileBlocks blocks = new FileBlocks(context, file);
        Block last = blocks.last();
        if (last == null || last.blockId() != block.block().blockId()) {
            return Plan.answer(true);
        }
        if (!blocks.isUnderConstruction(last)) {
            // Its length is final: it may have been read, so it stays.
            throw refusal("it is committed");
        }
        // Bytes that were there before an append, or that a writer was told are safe. HDFS would drop them.
        if (!blocks.isNew(last)) {
            throw refusal("it was there before the file was appended to");
        }
        if (last.numBytes() > 0) {
            throw refusal("it has " + last.numBytes() + " bytes that are in use");
        }
        return Plan.of(new Edits(context).abandonBlock(file, last.blockId()).list(), true);
    }

    private HdfsException refusal(String why) {
        return new HdfsException(ErrorCode.IO, "Cannot abandon block " + block + " of " + path + ": " + why);
    }
}
