package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.EditRecord;

/** Sends each record to the changes that it stands for. */
final class Replay {
    private final TreeReplay tree;
    private final AttributeReplay attributes;
    private final FileReplay files;
    private final ConcatReplay concat;
    private final TruncateReplay truncate;

    Replay(Namespace namespace, BlockEvents events) {
        files = new FileReplay(namespace, events);
        tree = new TreeReplay(namespace, files);
        attributes = new AttributeReplay(namespace, events);
        concat = new ConcatReplay(namespace, tree, events);
        truncate = new TruncateReplay(namespace, files, events);
    }

    /** Refuses a record that does not fit, before anything was changed. */
    static void require(boolean fits, String otherwise) {
        if (!fits) {
            throw new IllegalStateException(otherwise);
        }
    }

    /**
     * Applies the record.
     *
     * @throws IllegalArgumentException for a record without an operation, as a newer version's would appear here
     */
    void apply(EditRecord record) {
        long time = record.getTimeMillis();
        // An expression, so that a case missing after a change of edit.proto is a compile error.
        Runnable change = switch (record.getOpCase()) {
            case MKDIR -> () -> tree.mkdir(time, record.getMkdir());
            case CREATE_FILE -> () -> tree.createFile(time, record.getCreateFile());
            case ADD_BLOCK -> () -> files.addBlock(record.getAddBlock());
            case COMMIT_BLOCK -> () -> files.commitBlock(record.getCommitBlock());
            case ABANDON_BLOCK -> () -> files.abandonBlock(record.getAbandonBlock());
            case CLOSE_FILE -> () -> files.closeFile(time, record.getCloseFile());
            case RENAME -> () -> tree.rename(time, record.getRename());
            case DELETE -> () -> tree.delete(time, record.getDelete());
            case RECLAIM -> () -> tree.reclaim(record.getReclaim());
            case SET_PERMISSION -> () -> attributes.setPermission(record.getSetPermission());
            case SET_OWNER -> () -> attributes.setOwner(record.getSetOwner());
            case SET_TIMES -> () -> attributes.setTimes(record.getSetTimes());
            case SET_REPLICATION -> () -> attributes.setReplication(record.getSetReplication());
            case REASSIGN_LEASE -> () -> files.reassignLease(record.getReassignLease());
            case NEXT_GENERATION_STAMP -> () -> files.nextGenerationStamp(record.getNextGenerationStamp());
            case UPDATE_BLOCK -> () -> files.updateBlock(record.getUpdateBlock());
            case APPEND -> () -> files.append(record.getAppend());
            case CONCAT -> () -> concat.apply(time, record.getConcat());
            case TRUNCATE -> () -> truncate.apply(time, record.getTruncate());
            case CALL_ANSWERED -> () -> require(record.hasCall(), "an answer to no call");
            case OP_NOT_SET -> throw new IllegalArgumentException("a journal record without an operation");
        };
        change.run();
    }
}
