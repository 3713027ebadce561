package dev.cairnfs.namenode.command;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.AppendRecord;
import dev.cairnfs.namenode.record.CallAnsweredRecord;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.ConcatRecord;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.NextGenerationStampRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;
import dev.cairnfs.namenode.record.RenameRecord;
import dev.cairnfs.namenode.record.TruncateRecord;
import dev.cairnfs.namenode.record.UpdateBlockRecord;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;

/** Collects the records of one plan, and hands out the inode ids that their replay will take. */
final class Edits {
    private final PlanContext context;
    private final List<EditRecord.Builder> records = new ArrayList<>();
    private int directoriesMade;
    private int stampsGiven;

    Edits(PlanContext context) {
        this.context = context;
    }

    /** The envelope of a single record. */
    static EditRecord.Builder envelope(PlanContext context) {
        return EditRecord.newBuilder().setTimeMillis(context.wallMillis());
    }

    /** The new directory's id. */
    long mkdir(long parentId, String name, String group, int mode) {
        long id = nextInodeId();
        directoriesMade++;
        add().setMkdir(MkdirRecord.newBuilder()
                .setParentId(parentId)
                .setName(nameOf(name))
                .setInodeId(id)
                .setOwner(context.caller().user())
                .setGroup(group)
                .setMode(mode));
        return id;
    }

    /** The id that a file gets when it is created now, behind the records so far. */
    long nextInodeId() {
        return context.namespace().inodes().peekNextId(directoriesMade);
    }

    Edits createFile(CreateFileRecord file) {
        add().setCreateFile(file);
        return this;
    }

    Edits delete(long inodeId) {
        add().setDelete(DeleteRecord.newBuilder().setInodeId(inodeId));
        return this;
    }

    Edits rename(long inodeId, long newParentId, String newName) {
        add().setRename(RenameRecord.newBuilder()
                .setInodeId(inodeId)
                .setNewParentId(newParentId)
                .setNewName(nameOf(newName)));
        return this;
    }

    Edits addBlock(long fileId, long blockId, long generationStamp) {
        add().setAddBlock(AddBlockRecord.newBuilder()
                .setInodeId(fileId)
                .setBlockId(blockId)
                .setGenerationStamp(generationStamp));
        return this;
    }

    Edits commitBlock(long fileId, Block block) {
        add().setCommitBlock(CommitBlockRecord.newBuilder()
                .setInodeId(fileId)
                .setBlockId(block.blockId())
                .setGenerationStamp(block.generationStamp())
                .setLengthBytes(block.numBytes()));
        return this;
    }

    /** The block under construction has this stamp now, and at least this length. */
    Edits updateBlock(long fileId, Block block) {
        add().setUpdateBlock(UpdateBlockRecord.newBuilder()
                .setInodeId(fileId)
                .setBlockId(block.blockId())
                .setGenerationStamp(block.generationStamp())
                .setLengthBytes(block.numBytes()));
        return this;
    }

    Edits abandonBlock(long fileId, long blockId) {
        add().setAbandonBlock(AbandonBlockRecord.newBuilder().setInodeId(fileId).setBlockId(blockId));
        return this;
    }

    Edits closeFile(long fileId) {
        add().setCloseFile(CloseFileRecord.newBuilder().setInodeId(fileId));
        return this;
    }

    Edits append(AppendRecord file) {
        add().setAppend(file);
        return this;
    }

    Edits concat(long targetId, List<Long> sourceIds) {
        add().setConcat(ConcatRecord.newBuilder().setTargetId(targetId).addAllSourceIds(sourceIds));
        return this;
    }

    /** Gives out a generation stamp that no block has yet. */
    long nextGenerationStamp() {
        long stamp = context.namespace().nextGenerationStamp() + stampsGiven++;
        add().setNextGenerationStamp(NextGenerationStampRecord.newBuilder().setGenerationStamp(stamp));
        return stamp;
    }

    Edits truncate(TruncateRecord.Builder record) {
        add().setTruncate(record);
        return this;
    }

    Edits callAnswered(boolean answer) {
        add().setCallAnswered(CallAnsweredRecord.newBuilder().setAnswer(answer));
        return this;
    }

    Edits reassignLease(long fileId, String newHolder) {
        add().setReassignLease(
                        ReassignLeaseRecord.newBuilder().setInodeId(fileId).setNewHolder(newHolder));
        return this;
    }

    int size() {
        return records.size();
    }

    /** The records of a call that is idempotent by its own rules. */
    List<EditRecord> list() {
        return records.stream().map(EditRecord.Builder::build).toList();
    }

    /** The records of an at-most-once call: the last one carries the call's id. */
    List<EditRecord> listForCall() {
        CallId call = context.caller().callId();
        if (call != null && !records.isEmpty()) {
            records.get(records.size() - 1).setCall(call);
        }
        return list();
    }

    static ByteString nameOf(String name) {
        return ByteString.copyFrom(HdfsPath.nameBytes(name));
    }

    private EditRecord.Builder add() {
        EditRecord.Builder record = envelope(context);
        records.add(record);
        return record;
    }
}
