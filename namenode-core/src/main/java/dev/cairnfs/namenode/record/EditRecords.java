package dev.cairnfs.namenode.record;

/** The one dispatch over the kinds of record. */
public final class EditRecords {
    private EditRecords() {}

    /**
     * Calls the handler's method for the record.
     *
     * @throws IllegalArgumentException for a record without an operation, as a newer version's would appear here
     */
    public static void dispatch(EditRecord envelope, EditRecordHandler handler) {
        // An expression, so that a case missing after a change of edit.proto is a compile error.
        Runnable call = switch (envelope.getOpCase()) {
            case MKDIR -> () -> handler.mkdir(envelope, envelope.getMkdir());
            case CREATE_FILE -> () -> handler.createFile(envelope, envelope.getCreateFile());
            case ADD_BLOCK -> () -> handler.addBlock(envelope, envelope.getAddBlock());
            case COMMIT_BLOCK -> () -> handler.commitBlock(envelope, envelope.getCommitBlock());
            case ABANDON_BLOCK -> () -> handler.abandonBlock(envelope, envelope.getAbandonBlock());
            case CLOSE_FILE -> () -> handler.closeFile(envelope, envelope.getCloseFile());
            case RENAME -> () -> handler.rename(envelope, envelope.getRename());
            case DELETE -> () -> handler.delete(envelope, envelope.getDelete());
            case RECLAIM -> () -> handler.reclaim(envelope, envelope.getReclaim());
            case SET_PERMISSION -> () -> handler.setPermission(envelope, envelope.getSetPermission());
            case SET_OWNER -> () -> handler.setOwner(envelope, envelope.getSetOwner());
            case SET_TIMES -> () -> handler.setTimes(envelope, envelope.getSetTimes());
            case SET_REPLICATION -> () -> handler.setReplication(envelope, envelope.getSetReplication());
            case REASSIGN_LEASE -> () -> handler.reassignLease(envelope, envelope.getReassignLease());
            case OP_NOT_SET -> throw new IllegalArgumentException("a journal record without an operation");
        };
        call.run();
    }
}
