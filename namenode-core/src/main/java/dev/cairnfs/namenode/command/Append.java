package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.AppendRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file for writing again (SPEC P1). A last block that is not full is under construction again, and its replicas are
 * the pipeline that is expected; it keeps its stamp until the writer has built that pipeline under a new one ({@link
 * UpdateBlockForPipeline}, {@link UpdatePipeline}). Until then everybody reads what was there before.
 *
 * @param clientName holds the lease
 * @param clientMachine where the writer runs, for placement
 * @param newBlock begins a new block although the last one is not full
 */
public record Append(HdfsPath path, String clientName, String clientMachine, boolean newBlock)
        implements Command<AppendedFile> {
    @Override
    public String auditName() {
        return "append";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<AppendedFile> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> answerAgain(context, done), this::planNew);
    }

    private AppendedFile answerAgain(PlanContext context, EditRecord done) throws HdfsException {
        long file = done.getAppend().getInodeId();
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkLease(path, openFiles.find(path, file), clientName);
        FileBlocks blocks = new FileBlocks(context, file);
        Block last = blocks.last();
        if (last == null || !blocks.isUnderConstruction(last)) {
            return answer(context, file, null, List.of());
        }
        List<BlockLocation> pipeline = locations(context, last);
        if (pipeline.isEmpty()) {
            // Its DataNodes have yet to report to a NameNode that was started again. The file is open for this caller:
            // he is to ask once more, and must not take it for refused.
            SafeModes.check(context, "Cannot append to file" + path);
            throw new HdfsException(
                    ErrorCode.RETRIABLE,
                    "append: no DataNode has reported lastBlock=" + last + " of src=" + path + " yet.");
        }
        return answer(context, file, last, pipeline);
    }

    private Plan<AppendedFile> planNew(PlanContext context) throws HdfsException {
        ClientNames.check(clientName);
        SafeModes.check(context, "Cannot append to file" + path);
        PathLookup target = Paths.forWrite(context, path);
        InodeTable inodes = context.namespace().inodes();
        if (target.exists() && inodes.isDirectory(target.inodeId())) {
            throw new HdfsException(
                    ErrorCode.FILE_ALREADY_EXISTS,
                    "Cannot append to directory " + target.path() + "; already exists as a directory.");
        }
        new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        if (!target.exists()) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND,
                    "Failed to append to non-existent file " + target.path() + " for client " + clientMachine);
        }
        return inodes.isUnderConstruction(target.inodeId()) ? takeOver(context, target) : open(context, target);
    }

    /** The file is another writer's; when that one is long silent, it is closed, and then opened. */
    private Plan<AppendedFile> takeOver(PlanContext context, PathLookup target) throws HdfsException {
        LeaseRelease release = new LeaseRelease(context, new Edits(context));
        HdfsException refusal = new LeaseTakeOver(context, "APPEND_FILE", target.path(), clientName, clientMachine)
                .takeOver(target.inodeId(), release);
        List<EditRecord> records = release.edits().list();
        if (refusal == null) {
            return Plan.again(records, release::effect);
        }
        return Plan.<AppendedFile>replying(records, after -> {
                    throw refusal;
                })
                .then(release::effect);
    }

    private Plan<AppendedFile> open(PlanContext context, PathLookup target) throws HdfsException {
        long file = target.inodeId();
        FileBlocks blocks = new FileBlocks(context, file);
        Block last = blocks.last();
        if (last != null && !context.blocks().hasMinReplication(slot(context, last))) {
            throw notReplicated(last);
        }
        boolean reopen = last != null
                && !newBlock
                && last.numBytes() < context.namespace().inodes().blockSize(file);
        Block reopened = reopen ? last : null;
        List<BlockLocation> pipeline = reopened == null ? List.of() : locations(context, reopened);
        Edits edits = new Edits(context)
                .append(AppendRecord.newBuilder()
                        .setInodeId(file)
                        .setLeaseHolder(clientName)
                        .setClientMachine(clientMachine)
                        .setReopenLastBlock(reopen)
                        .build());
        return Plan.replying(edits.listForCall(), after -> answer(after, file, reopened, pipeline))
                .then(soft -> {
                    soft.leaseClock().renew(clientName, soft.monotonicMillis());
                    if (reopened != null) {
                        soft.blocks().expectReplicas(reopened.blockId(), pipeline);
                    }
                });
    }

    private static int slot(PlanContext context, Block block) {
        return context.namespace().blocks().slot(block.blockId());
    }

    private List<BlockLocation> locations(PlanContext context, Block block) {
        return context.blocks().locations(slot(context, block), clientMachine);
    }

    private HdfsException notReplicated(Block last) {
        return new HdfsException(
                ErrorCode.IO, "append: lastBlock=" + last + " of src=" + path + " is not sufficiently replicated yet.");
    }

    private static AppendedFile answer(
            PlanContext context, long file, @Nullable Block reopened, List<BlockLocation> pipeline) {
        InodeTable inodes = context.namespace().inodes();
        LocatedBlock last = reopened == null
                ? null
                : new LocatedBlock(
                        new ExtendedBlock(context.blockPoolId(), reopened),
                        inodes.fileLength(file) - reopened.numBytes(),
                        false,
                        pipeline);
        return new AppendedFile(FileStatuses.of(inodes, file, ""), last);
    }
}
