package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.TruncateRecord;
import dev.cairnfs.namenode.state.CutPoint;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import java.util.Objects;

/**
 * Cuts a closed file to a shorter length. True when it is closed behind that, because the length is its own already or is at
 * the end of a block; false while the replicas of its last block are cut, by a block recovery. Until that is done the file is
 * open, and the NameNode itself holds its lease (docs/decisions/0076).
 *
 * @param copyRule whether the last block's content is needed as it is, so that a copy is cut
 */
public record Truncate(HdfsPath path, long newLengthBytes, String clientName, String clientMachine, CopyRule copyRule)
        implements Command<Boolean> {

    /** Decides whether a truncate cuts a copy of the block, under an id of its own, or the block itself. */
    @FunctionalInterface
    public interface CopyRule {
        /** Nothing but the file itself refers to its blocks. */
        CopyRule IN_PLACE = (context, fileId, blockId) -> false;

        /** Whether somebody beside the file needs the block's content. */
        boolean shouldCopy(PlanContext context, long fileId, long blockId);
    }

    /** As nothing holds on to former contents of files, blocks are cut in place. */
    public Truncate(HdfsPath path, long newLengthBytes, String clientName, String clientMachine) {
        this(path, newLengthBytes, clientName, clientMachine, CopyRule.IN_PLACE);
    }

    @Override
    public String auditName() {
        return "truncate";
    }

    @Override
    public String source() {
        return path.toString();
    }

    /** At most once, also when nothing is cut: who has written on since must not lose that to a repetition. */
    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(
                context,
                done -> done.hasCallAnswered()
                        ? done.getCallAnswered().getAnswer()
                        : done.getTruncate().getBlockId() == 0,
                this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        ClientNames.check(clientName);
        if (newLengthBytes < 0) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                    "Cannot truncate to a negative file size: " + newLengthBytes + ".");
        }
        SafeModes.check(context, "Cannot truncate for " + path);
        PathLookup target = Paths.forWrite(context, path);
        long file = Paths.file(context, target);
        new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        InodeTable inodes = context.namespace().inodes();
        long length = inodes.fileLength(file);
        if (inodes.isUnderConstruction(file)) {
            return new FileBlocks(context, file).isTruncating()
                    ? whileTruncating(context, target.path(), length)
                    : takeOver(context, target.path(), file);
        }
        if (length < newLengthBytes) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                    "Cannot truncate to a larger file size. Current size: " + length + ", truncate size: "
                            + newLengthBytes + ".");
        }
        return length == newLengthBytes ? AtMostOnce.answer(context, true) : cut(context, file);
    }

    /** The same once more is under way; another length must wait. */
    private Plan<Boolean> whileTruncating(PlanContext context, HdfsPath resolved, long length) throws HdfsException {
        if (length == newLengthBytes) {
            return AtMostOnce.answer(context, false);
        }
        throw new HdfsException(
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to TRUNCATE_FILE " + resolved + " for " + clientName + " on " + clientMachine + " because "
                        + resolved + " is being truncated.");
    }

    /** When its writer is long silent, the file is closed, and then cut; or recovered first. */
    private Plan<Boolean> takeOver(PlanContext context, HdfsPath resolved, long file) throws HdfsException {
        LeaseRelease release = new LeaseRelease(context, new Edits(context));
        HdfsException refusal = new LeaseTakeOver(context, "TRUNCATE_FILE", resolved, clientName, clientMachine)
                .takeOver(file, release);
        List<EditRecord> records = release.edits().list();
        if (refusal == null) {
            return Plan.again(records, release::effect);
        }
        return Plan.<Boolean>replying(records, after -> {
                    throw refusal;
                })
                .then(release::effect);
    }

    private Plan<Boolean> cut(PlanContext context, long file) {
        CutPoint point = CutPoint.of(context.namespace(), file, newLengthBytes);
        TruncateRecord.Builder record =
                TruncateRecord.newBuilder().setInodeId(file).setLengthBytes(newLengthBytes);
        if (!point.cutsBlock()) {
            return Plan.of(new Edits(context).truncate(record).listForCall(), true);
        }
        Namespace namespace = context.namespace();
        Block last = Objects.requireNonNull(new FileBlocks(context, file).at(point.blocks() - 1));
        boolean copy = copyRule.shouldCopy(context, file, last.blockId());
        long blockId = copy ? namespace.blocks().peekNextId() : last.blockId();
        long recoveryId = namespace.nextGenerationStamp();
        record.setBlockId(blockId)
                .setGenerationStamp(recoveryId)
                .setLeaseHolder(ReleaseExpiredLeases.RECOVERY_HOLDER)
                .setClientMachine(clientMachine);
        return Plan.of(new Edits(context).truncate(record).listForCall(), false).then(soft -> {
            soft.leaseClock().renew(ReleaseExpiredLeases.RECOVERY_HOLDER, soft.monotonicMillis());
            soft.blocks().beginRecovery(blockId, recoveryId);
        });
    }
}
