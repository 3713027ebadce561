package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.AppendRecord;
import dev.cairnfs.namenode.record.CallAnsweredRecord;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.TruncateRecord;

/** What the retry cache keeps of a record: its kind and the id that it created or opened, or its answer. */
final class RetryResult {
    private RetryResult() {}

    /** The id that the record created or opened; 1 for an answer that is true; otherwise 0. */
    static long id(EditRecord record) {
        return switch (record.getOpCase()) {
            case MKDIR -> record.getMkdir().getInodeId();
            case CREATE_FILE -> record.getCreateFile().getInodeId();
            case APPEND -> record.getAppend().getInodeId();
            case ADD_BLOCK -> record.getAddBlock().getBlockId();
            case TRUNCATE -> record.getTruncate().getBlockId();
            case CALL_ANSWERED -> record.getCallAnswered().getAnswer() ? 1 : 0;
            case COMMIT_BLOCK,
                    ABANDON_BLOCK,
                    CLOSE_FILE,
                    RENAME,
                    DELETE,
                    RECLAIM,
                    SET_PERMISSION,
                    SET_OWNER,
                    SET_TIMES,
                    SET_REPLICATION,
                    REASSIGN_LEASE,
                    NEXT_GENERATION_STAMP,
                    UPDATE_BLOCK,
                    CONCAT,
                    OP_NOT_SET -> 0;
        };
    }

    /** The record again, as far as it is known. */
    static EditRecord record(int operation, long timeMillis, long id) {
        EditRecord.Builder record = EditRecord.newBuilder().setTimeMillis(timeMillis);
        OpCase kind = OpCase.forNumber(operation);
        if (kind == OpCase.MKDIR) {
            record.setMkdir(MkdirRecord.newBuilder().setInodeId(id));
        } else if (kind == OpCase.CREATE_FILE) {
            record.setCreateFile(CreateFileRecord.newBuilder().setInodeId(id));
        } else if (kind == OpCase.APPEND) {
            record.setAppend(AppendRecord.newBuilder().setInodeId(id));
        } else if (kind == OpCase.ADD_BLOCK) {
            record.setAddBlock(AddBlockRecord.newBuilder().setBlockId(id));
        } else if (kind == OpCase.TRUNCATE) {
            record.setTruncate(TruncateRecord.newBuilder().setBlockId(id));
        } else if (kind == OpCase.CALL_ANSWERED) {
            record.setCallAnswered(CallAnsweredRecord.newBuilder().setAnswer(id != 0));
        } else {
            var field = EditRecord.getDescriptor().findFieldByNumber(operation);
            record.setField(field, record.newBuilderForField(field).build());
        }
        return record.build();
    }
}
