package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits the last block and closes the file as soon as every block has its minimum of replicas (SPEC C7). False when that
 * takes longer than the wait's limit: the client asks again. Repeating a call that has succeeded is true again.
 *
 * @param fileId 0 when the client does not know it
 * @param last the file's last block with its final length; null for an empty file
 */
public record Complete(
        HdfsPath path,
        long fileId,
        String clientName,
        @Nullable ExtendedBlock last) implements Command<Boolean> {
    @Override
    public String auditName() {
        return "completeFile";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(last);
        SafeModes.check(context, "Cannot complete file " + path);
        long file = openFiles.find(path, fileId);
        if (isClosedAlready(context, file)) {
            return Plan.answer(true);
        }
        openFiles.checkLease(path, file, clientName);
        FileBlocks blocks = new FileBlocks(context, file);
        Block pending = blocks.firstIncomplete(blocks.count() - 1);
        if (pending != null) {
            return await(List.of(), pending);
        }
        Block submitted = FileBlocks.local(last);
        Edits edits = new Edits(context);
        if (submitted != null && blocks.checkCommit(submitted)) {
            // What the replicas are worth shows once they are held against the final length: plan again after that.
            return await(edits.commitBlock(file, submitted).list(), submitted);
        }
        Block lastBlock = blocks.last();
        if (lastBlock != null && submitted == null && isUnheardOf(blocks, lastBlock)) {
            edits.abandonBlock(file, lastBlock.blockId());
        } else if (lastBlock != null && !blocks.isComplete(lastBlock)) {
            return blocks.isUnderConstruction(lastBlock) ? Plan.answer(false) : await(List.of(), lastBlock);
        }
        return Plan.of(edits.closeFile(file).list(), true)
                .then(soft -> soft.leaseClock().forgetWithoutLease(clientName));
    }

    /** The client missed the answer, and repeats itself. */
    private boolean isClosedAlready(PlanContext context, long file) {
        InodeTable inodes = context.namespace().inodes();
        return file != 0
                && inodes.isFile(file)
                && !inodes.isUnderConstruction(file)
                && FileBlocks.same(FileBlocks.local(last), new FileBlocks(context, file).last());
    }

    /**
     * The block that was made with the file, and of which its writer knows nothing: he asked twice for the file, and got
     * the second answer, which has no block ({@link CreateWithBlock}).
     */
    private static boolean isUnheardOf(FileBlocks blocks, Block only) {
        return blocks.count() == 1 && blocks.isUnderConstruction(only) && only.numBytes() == 0;
    }

    private static Plan<Boolean> await(List<EditRecord> records, Block block) {
        return new Plan<>(records, context -> false, null, block.blockId());
    }
}
